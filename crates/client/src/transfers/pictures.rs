//! What a file turns out to be, and pictures without what they tell about who took them.
//!
//! Pictures are decoded under limits: a few bytes can claim to be a picture of any size.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use sotto_engine::Found;
use sotto_model::{FileKind, media};

/// The largest file that is looked at as a picture, in bytes; the longest side in pixels; and how many pixels there may be.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;
const SIDE: u32 = 30_000;
const PIXELS: u64 = 100_000_000;
/// What decoding may take, in bytes.
const MEMORY: u64 = 512 * 1024 * 1024;

/// The longest side of a picture that is sent, and of the small one that stands for it.
const SENT: u32 = 2560;
const SMALL: u32 = 320;

/// What a file is by its first bytes, where that can be told.
fn format_of(bytes: &[u8]) -> Option<(ImageFormat, &'static str)> {
    let webp = bytes.get(..4) == Some(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some((ImageFormat::Jpeg, "image/jpeg")),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some((ImageFormat::Png, "image/png")),
        [b'G', b'I', b'F', b'8', ..] => Some((ImageFormat::Gif, "image/gif")),
        _ if webp => Some((ImageFormat::WebP, "image/webp")),
        _ => None,
    }
}

/// Whether a file that begins like this may be a picture: then it is worth having all of it at once.
pub(super) fn may_be_one(first: &[u8], size: u64) -> bool {
    size <= LARGEST && format_of(first).is_some()
}

/// What a whole file is. What only calls itself a picture is none.
pub(super) fn look_at(bytes: &[u8], told: &str) -> Found {
    let size = bytes.len() as u64;
    let Some((format, media_type)) = format_of(bytes) else {
        return Found {
            media_type: without_picture(told),
            size,
            ..Found::default()
        };
    };
    match decode(bytes, format) {
        Some((picture, extent)) => Found {
            media_type: media_type.to_owned(),
            size,
            extent: Some(extent),
            thumbnail: thumbnail(&picture),
        },
        None => Found {
            media_type: media::UNKNOWN.to_owned(),
            size,
            ..Found::default()
        },
    }
}

/// The type of a file that is no picture, as it was told.
pub(super) fn without_picture(told: &str) -> String {
    match media::kind_of(told) {
        FileKind::Picture => media::UNKNOWN.to_owned(),
        FileKind::Video | FileKind::Audio | FileKind::Document => told.to_owned(),
    }
}

/// The same picture, without what stands in it about camera, place and time, and no larger than a screen shows; with its
/// type. Nothing if it is sent as it is: no picture, or one that moves.
pub(super) fn without_traces(bytes: &[u8]) -> Option<(Vec<u8>, &'static str)> {
    let (format, _) = format_of(bytes)?;
    if format == ImageFormat::Gif {
        return None;
    }
    let (picture, (width, height)) = decode(bytes, format)?;
    let picture = if width.max(height) > SENT {
        picture.resize(SENT, SENT, image::imageops::FilterType::CatmullRom)
    } else {
        picture
    };
    let mut out = Cursor::new(Vec::new());
    if format == ImageFormat::Jpeg || !picture.color().has_alpha() && format == ImageFormat::WebP {
        picture
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut out, 87))
            .ok()?;
        Some((out.into_inner(), "image/jpeg"))
    } else {
        picture.write_to(&mut out, ImageFormat::Png).ok()?;
        Some((out.into_inner(), "image/png"))
    }
}

/// The picture, the way up it was taken, and its extent.
fn decode(bytes: &[u8], format: ImageFormat) -> Option<(DynamicImage, (u32, u32))> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > PIXELS {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    let extent = (picture.width(), picture.height());
    Some((picture, extent))
}

fn thumbnail(picture: &DynamicImage) -> Vec<u8> {
    let small = picture.thumbnail(SMALL, SMALL);
    let mut out = Cursor::new(Vec::new());
    let written = if small.color().has_alpha() {
        small.write_to(&mut out, ImageFormat::Png)
    } else {
        small
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut out, 70))
    };
    if written.is_ok() { out.into_inner() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut out, format)
            .unwrap();
        out.into_inner()
    }

    /// A JPEG with an EXIF segment that says where it was taken, and that it lies on its side.
    fn with_traces() -> Vec<u8> {
        let plain = picture(40, 20, ImageFormat::Jpeg);
        let mut exif =
            b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 52.5200 13.4050".to_vec();
        let mut segment = vec![0xff, 0xe1];
        segment.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        segment.append(&mut exif);
        [&plain[..2], &segment, &plain[2..]].concat()
    }

    #[test]
    fn a_picture_that_is_sent_does_not_tell_where_it_was_taken_and_stands_upright() {
        let taken = with_traces();
        assert!(taken.windows(3).any(|part| part == b"GPS"));
        let (sent, media_type) = without_traces(&taken).unwrap();
        assert!(!sent.windows(4).any(|part| part == b"Exif") && !sent.windows(3).any(|part| part == b"GPS"));
        let found = look_at(&sent, "");
        assert_eq!((media_type, found.extent), ("image/jpeg", Some((20, 40))));
        assert!(!found.thumbnail.is_empty());
    }

    #[test]
    fn large_pictures_are_made_as_large_as_a_screen() {
        let (sent, _) = without_traces(&picture(6000, 3000, ImageFormat::Png)).unwrap();
        assert_eq!(look_at(&sent, "").extent, Some((2560, 1280)));
    }

    #[test]
    fn a_bomb_is_no_picture_and_takes_no_memory() {
        let mut bomb = picture(10, 10, ImageFormat::Png);
        for (width, height) in [
            (60_000_u32, 60_000_u32),
            (u32::MAX, u32::MAX),
            (20_000, 20_000),
            (0, 10),
        ] {
            bomb[16..20].copy_from_slice(&width.to_be_bytes());
            bomb[20..24].copy_from_slice(&height.to_be_bytes());
            // The checksum of the header, as a careful attacker writes it.
            let sum = crc(&bomb[12..29]).to_be_bytes();
            bomb[29..33].copy_from_slice(&sum);
            let found = look_at(&bomb, "image/png");
            assert_eq!(
                (found.media_type.as_str(), found.extent),
                (media::UNKNOWN, None),
                "{width}"
            );
            assert!(without_traces(&bomb).is_none());
        }
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }
            })
        })
    }

    #[test]
    fn what_only_calls_itself_a_picture_is_none() {
        for bytes in [
            &b"<svg onload='x()'/>"[..],
            b"<html>",
            b"MZ\x90",
            b"",
            b"\xff\xd8\xff\xe0 broken",
            b"GIF89a",
        ] {
            assert_eq!(look_at(bytes, "image/jpeg").media_type, media::UNKNOWN);
        }
        assert_eq!(look_at(b"%PDF-1.7", "application/pdf").media_type, "application/pdf");
    }

    #[test]
    fn moving_pictures_are_sent_as_they_are() {
        assert!(without_traces(&picture(5, 5, ImageFormat::Gif)).is_none());
        assert_eq!(look_at(&picture(5, 5, ImageFormat::Gif), "").media_type, "image/gif");
    }
}
