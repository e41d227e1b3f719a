//! XEP-0082 1.1.1: XMPP date and time profiles.
//!
//! Reads every `DateTime` of the profile (fractions of any length, offsets, years 0001 to 9999, a leap second)
//! and writes UTC with milliseconds. Deliberately not: the `Date` and `Time` profiles and the older
//! `CCYYMMDDThh:mm:ss` form, which nothing we speak carries.

use sotto_model::Timestamp;

const DAY: i64 = 86_400_000;

/// The instant that `text` names, or nothing.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (date, rest) = text.split_once(['T', 't'])?;
    let (clock, offset) = split_zone(rest)?;
    Some(Timestamp(days(date)? * DAY + time_of_day(clock)? - offset))
}

/// `stamp` in UTC; years outside of 0001 to 9999, which have no form, become the nearest one.
pub fn format(stamp: Timestamp) -> String {
    const FIRST: i64 = -719_162 * DAY;
    const LAST: i64 = 2_932_897 * DAY - 1;
    let stamp = stamp.0.clamp(FIRST, LAST);
    let (year, month, day) = civil(stamp.div_euclid(DAY));
    let ms = stamp.rem_euclid(DAY);
    let (hour, minute, second, milli) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// The clock part, and the milliseconds that it is ahead of UTC.
fn split_zone(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let at = text.rfind(['+', '-'])?;
    let (clock, zone) = text.split_at_checked(at)?;
    let (sign, zone) = match zone.strip_prefix('-') {
        Some(zone) => (-1, zone),
        None => (1, zone.strip_prefix('+')?),
    };
    let (hours, minutes) = zone.split_once(':')?;
    let (hours, minutes) = (number(hours, 2, 0..=23)?, number(minutes, 2, 0..=59)?);
    Some((clock, sign * (hours * 60 + minutes) * 60_000))
}

/// Milliseconds since midnight. 24:00:00 does not exist in the profile; second 60 is a leap second.
fn time_of_day(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let milli = fraction
        .bytes()
        .chain(*b"00")
        .take(3)
        .fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0'));
    let mut parts = clock.split(':');
    let hour = number(parts.next()?, 2, 0..=23)?;
    let minute = number(parts.next()?, 2, 0..=59)?;
    let second = number(parts.next()?, 2, 0..=60)?;
    parts
        .next()
        .is_none()
        .then_some(((hour * 60 + minute) * 60 + second) * 1000 + milli)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4, 1..=9999)?;
    let month = number(parts.next()?, 2, 1..=12)?;
    let day = number(parts.next()?, 2, 1..=31)?;
    let days = days_from_civil(year, month, day);
    // 31 April would silently become 1 May: only what converts back is a date.
    (parts.next().is_none() && civil(days) == (year, month, day)).then_some(days)
}

fn number(text: &str, digits: usize, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    // `parse` would take a sign.
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| plain && range.contains(n))
}

/// The year is counted from March, so that the leap day comes last; 400 years have 146,097 days.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day since 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = (from_march + 2) % 12 + 1;
    let year = days.div_euclid(146_097) * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * from_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> Option<i64> {
        parse(text).map(|stamp| stamp.0)
    }

    #[test]
    fn the_examples_of_xep_0082_are_read() {
        assert_eq!(ms("1969-07-21T02:56:15Z"), Some(-14_159_025_000));
        assert_eq!(ms("1969-07-20T21:56:15-05:00"), Some(-14_159_025_000));
        assert_eq!(ms("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(ms("2002-09-10T23:08:25.120Z"), Some(1_031_699_305_120));
    }

    #[test]
    fn fractions_of_any_length_offsets_and_leap_seconds_are_read() {
        assert_eq!(ms("1970-01-01T00:00:00.5Z"), Some(500));
        assert_eq!(ms("1970-01-01T00:00:00.123456789012345678901234567890Z"), Some(123));
        assert_eq!(ms("1970-01-01T05:30:00+05:30"), Some(0));
        assert_eq!(ms("2016-12-31T23:59:60Z"), ms("2017-01-01T00:00:00Z"));
        assert_eq!(ms("2000-02-29T00:00:00Z"), Some(951_782_400_000));
        assert_eq!(
            format(parse("0001-01-01T00:00:00Z").unwrap()),
            "0001-01-01T00:00:00.000Z"
        );
        assert_eq!(
            format(parse("9999-12-31T23:59:59.999Z").unwrap()),
            "9999-12-31T23:59:59.999Z"
        );
    }

    #[test]
    fn x13_what_is_no_time_is_nothing() {
        for hostile in [
            "",
            "T",
            "Z",
            "now",
            "0",
            "1970-01-01",
            "1970-01-01T00:00:00",
            "1970-01-01 00:00:00Z",
            "0000-01-01T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "-001-01-01T00:00:00Z",
            "+970-01-01T00:00:00Z",
            "1970-13-01T00:00:00Z",
            "1970-00-01T00:00:00Z",
            "1970-04-31T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "1970-01-01T24:00:00Z",
            "1970-01-01T00:60:00Z",
            "1970-01-01T00:00:61Z",
            "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00.-1Z",
            "1970-01-01T00:00:00+0100",
            "1970-01-01T00:00:00+24:00",
            "1970-01-01T00:00:00:00Z",
            "1970-01-01-01T00:00:00Z",
            "١٩٧٠-01-01T00:00:00Z",
            "1970-01-01T00:00:00é",
            "NaN",
            "1e9",
        ] {
            assert_eq!(ms(hostile), None, "{hostile}");
        }
    }

    #[test]
    fn no_timestamp_overflows() {
        assert_eq!(format(Timestamp(i64::MIN)), "0001-01-01T00:00:00.000Z");
        assert_eq!(format(Timestamp(i64::MAX)), "9999-12-31T23:59:59.999Z");
    }

    proptest::proptest! {
        #[test]
        fn every_time_that_can_be_written_is_read_back(at in -719_162 * DAY..2_932_897 * DAY) {
            proptest::prop_assert_eq!(ms(&format(Timestamp(at))), Some(at));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,40}") {
            let _ = ms(&text);
        }
    }
}
