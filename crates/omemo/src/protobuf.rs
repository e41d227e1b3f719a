//! As much of protocol buffers as OMEMO's messages need: numbers and byte strings in fields 1 to 6.
//!
//! Stricter than the format demands, for every byte here is hostile: no field twice, no group, no field of the wrong
//! type, no trailing bytes. Unknown field numbers are skipped, as later versions of the schema may add them.

/// Not such a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// The highest field number either profile uses.
const HIGHEST: usize = 6;

#[derive(Clone, Copy)]
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The known fields of one message.
pub(crate) struct Fields<'a>([Option<Value<'a>>; HIGHEST]);

impl<'a> Fields<'a> {
    /// Takes a whole message apart without copying.
    pub(crate) fn parse(mut bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = [None; HIGHEST];
        while !bytes.is_empty() {
            let key = varint(&mut bytes)?;
            let value = match key & 7 {
                0 => Some(Value::Number(varint(&mut bytes)?)),
                1 => take(&mut bytes, 8).map(|_| None)?,
                2 => {
                    let length = usize::try_from(varint(&mut bytes)?).map_err(|_| Malformed)?;
                    Some(Value::Bytes(take(&mut bytes, length)?))
                }
                5 => take(&mut bytes, 4).map(|_| None)?,
                _ => return Err(Malformed),
            };
            let number = usize::try_from(key >> 3).map_err(|_| Malformed)?;
            match fields.get_mut(number.checked_sub(1).ok_or(Malformed)?) {
                Some(slot @ None) => *slot = Some(value.ok_or(Malformed)?),
                Some(Some(_)) => return Err(Malformed),
                None => {}
            }
        }
        Ok(Self(fields))
    }

    /// A byte string that must be there.
    pub(crate) fn bytes(&self, number: usize) -> Result<&'a [u8], Malformed> {
        match self.get(number) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            Some(Value::Number(_)) | None => Err(Malformed),
        }
    }

    /// A 32-bit number that may be missing.
    pub(crate) fn number(&self, number: usize) -> Result<Option<u32>, Malformed> {
        match self.get(number) {
            Some(Value::Number(value)) => u32::try_from(value).map(Some).map_err(|_| Malformed),
            Some(Value::Bytes(_)) => Err(Malformed),
            None => Ok(None),
        }
    }

    fn get(&self, number: usize) -> Option<Value<'a>> {
        number
            .checked_sub(1)
            .and_then(|index| self.0.get(index))
            .copied()
            .flatten()
    }
}

/// Appends a number field. Zero is written like any other number: readers of the legacy profile demand the field.
pub(crate) fn put_number(out: &mut Vec<u8>, field: u8, value: u32) {
    out.push(field << 3);
    put_varint(out, value);
}

/// Appends a byte string field.
pub(crate) fn put_bytes(out: &mut Vec<u8>, field: u8, value: &[u8]) {
    out.push(field << 3 | 2);
    put_varint(
        out,
        u32::try_from(value.len()).expect("messages carry keys, not gigabytes"),
    );
    out.extend_from_slice(value);
}

/// Appends a variable-length number, seven bits a byte, lowest first.
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads a variable-length number off the front; at most ten bytes, at most 64 bits.
pub(crate) fn varint(bytes: &mut &[u8]) -> Result<u64, Malformed> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(Malformed)?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        if bits << shift >> shift != bits {
            return Err(Malformed);
        }
        value |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Malformed)
}

/// Takes `length` bytes off the front.
pub(crate) fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], Malformed> {
    let (head, rest) = bytes.split_at_checked(length).ok_or(Malformed)?;
    *bytes = rest;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut out = Vec::new();
        put_number(&mut out, 2, 0);
        put_number(&mut out, 3, u32::MAX);
        put_bytes(&mut out, 4, &[9; 300]);
        let fields = Fields::parse(&out).unwrap();
        assert_eq!(fields.number(2), Ok(Some(0)), "a zero is written out");
        assert_eq!(fields.number(3), Ok(Some(u32::MAX)));
        assert_eq!(fields.bytes(4), Ok([9; 300].as_slice()));
        assert_eq!(fields.number(1), Ok(None));
        assert_eq!(fields.bytes(1), Err(Malformed));
    }

    #[test]
    fn a_field_of_an_unknown_number_is_skipped() {
        let unknown = [
            0x38, 1, 0x39, 0, 0, 0, 0, 0, 0, 0, 0, 0x3a, 2, 7, 7, 0x3d, 0, 0, 0, 0, 0x08, 5,
        ];
        assert_eq!(Fields::parse(&unknown).unwrap().number(1), Ok(Some(5)));
    }

    #[test]
    fn o24_broken_messages_are_refused() {
        for (name, bytes) in [
            ("field zero", &[0x00, 1][..]),
            ("the same field twice", &[0x08, 1, 0x08, 1]),
            ("a group", &[0x0b]),
            ("a fixed number where a number belongs", &[0x0d, 0, 0, 0, 0]),
            ("bytes that are not there", &[0x0a, 5, 1]),
            (
                "a length beyond all memory",
                &[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
            ),
            (
                "a number that never ends",
                &[0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0],
            ),
            (
                "a number above 64 bits",
                &[0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
            ),
            ("a key alone", &[0x08]),
        ] {
            assert!(Fields::parse(bytes).is_err(), "{name}");
        }
    }

    #[test]
    fn o24_numbers_and_bytes_are_not_mixed_up() {
        let fields = Fields::parse(&[0x08, 1, 0x12, 1, 7, 0x18, 0x80, 0x80, 0x80, 0x80, 0x10]).unwrap();
        assert_eq!(fields.bytes(1), Err(Malformed));
        assert_eq!(fields.number(2), Err(Malformed));
        assert_eq!(fields.number(3), Err(Malformed), "above 32 bits");
    }
}
