//! Pictures that others sent: decoded here, within limits, and encoded anew. What a window gets to see is never what
//! arrived, so a decoder of the WebView's meets none of it (W14).

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use sotto_engine::{Command, Picture};
use sotto_model::ErrorCode;

use crate::command::ClientError;

/// The sides of a person's picture: twice the largest that is shown.
const SIDE: u32 = 192;

/// The longest side that is decoded.
const LONGEST: u32 = 4096;

/// The memory that decoding may take, in bytes.
const MEMORY: u64 = 96 * 1024 * 1024;

/// The largest file that is looked at.
const LARGEST: usize = 8 * 1024 * 1024;

/// What is to become of the sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// They keep their proportion.
    AsItIs,
    /// They become equal: the middle of the picture is taken.
    Square,
}

/// A small PNG of the picture, with nothing else in it; nothing where it is none, or too large to look at.
pub(crate) fn small(bytes: &[u8], shape: Shape) -> Option<Vec<u8>> {
    let decoded = decode(bytes)?;
    let picture = match shape {
        Shape::Square => decoded.resize_to_fill(SIDE, SIDE, FilterType::Lanczos3),
        Shape::AsItIs if decoded.width().max(decoded.height()) > SIDE => {
            decoded.resize(SIDE, SIDE, FilterType::CatmullRom)
        }
        Shape::AsItIs => decoded,
    };
    let mut png = Vec::new();
    picture
        .to_rgba8()
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .ok()?;
    Some(png)
}

/// By what the bytes say they are, whatever was said about them; and only kinds whose decoders are written in safe Rust.
fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    if bytes.len() > LARGEST {
        return None;
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let known = matches!(
        reader.format()?,
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif
    );
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    reader.decode().ok().filter(|_| known)
}

/// A command as the core wants it: a picture of our own is made small, square and plain before anything else is done.
pub(crate) async fn prepare(command: Command) -> Result<Command, ClientError> {
    let Command::SetAvatar { picture: Some(picture) } = command else {
        return Ok(command);
    };
    let made = tokio::task::spawn_blocking(move || small(&picture.0, Shape::Square))
        .await
        .map_err(|error| ClientError::new(ErrorCode::Internal, error))?;
    let picture = made.ok_or_else(|| ClientError::new(ErrorCode::BadRequest, "not a picture"))?;
    Ok(Command::SetAvatar {
        picture: Some(Picture(picture)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use image::{ImageBuffer, Rgba};

    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = ImageBuffer::from_fn(width, height, |x, y| {
            Rgba([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 80, 255])
        });
        let mut bytes = Vec::new();
        let picture = DynamicImage::ImageRgba8(picture);
        let picture = if format == ImageFormat::Jpeg {
            DynamicImage::ImageRgb8(picture.to_rgb8())
        } else {
            picture
        };
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn size(png: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory_with_format(png, ImageFormat::Png).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn every_common_kind_becomes_a_small_png() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let png = small(&encoded(400, 200, format), Shape::AsItIs).unwrap();
            assert_eq!(size(&png), (192, 96), "{format:?}");
        }
        assert_eq!(
            size(&small(&encoded(8, 4, ImageFormat::Png), Shape::AsItIs).unwrap()),
            (8, 4)
        );
        assert_eq!(
            size(&small(&encoded(400, 200, ImageFormat::Png), Shape::Square).unwrap()),
            (192, 192)
        );
    }

    #[test]
    fn w14_what_is_no_picture_is_none() {
        let png = encoded(8, 8, ImageFormat::Png);
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        for hostile in [
            &b""[..],
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            svg,
            &png[..png.len() / 2],
            b"<html></html>",
        ] {
            assert_eq!(small(hostile, Shape::AsItIs), None, "{hostile:?}");
        }
    }

    #[test]
    fn w14_a_bomb_is_not_unpacked() {
        // A PNG that says it is 60,000 pixels wide and high: some hundred bytes that would become 14 GB.
        let mut bomb = encoded(1, 1, ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert_eq!(small(&bomb, Shape::AsItIs), None);
        let wide = encoded(5_000, 10, ImageFormat::Png);
        assert_eq!(
            small(&wide, Shape::AsItIs),
            None,
            "longer than anything that is looked at"
        );
        assert_eq!(small(&vec![0; LARGEST + 1], Shape::AsItIs), None);
    }

    #[test]
    fn nothing_but_the_picture_itself_survives() {
        let mut jpeg = encoded(64, 64, ImageFormat::Jpeg);
        let exif = b"\xff\xe1\x00\x12Exif\0\0GPS:52.5,13.4";
        jpeg.splice(2..2, exif.iter().copied());
        let png = small(&jpeg, Shape::Square).unwrap();
        assert!(!png.windows(4).any(|four| four == b"GPS:" || four == b"Exif"));
    }
}
