//! What the program says outside its page, in the system's language: the tray's menu and notifications. The same kind of
//! texts as the page's, `assets/locales/desktop/*.ftl`.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// What the product is called; only `assets/brand` states it.
#[derive(serde::Deserialize)]
pub(crate) struct Brand {
    /// By people.
    pub(crate) name: String,
    /// By files, as that of the icon.
    #[cfg(target_os = "linux")]
    pub(crate) slug: String,
    /// By the system.
    #[cfg(not(target_os = "linux"))]
    pub(crate) id: String,
}

impl Brand {
    pub(crate) fn load() -> Self {
        serde_json::from_str(include_str!("../../assets/brand/brand.json")).expect("a test reads the same file")
    }
}

/// The languages there are texts in; the first is the fallback.
const LANGUAGES: [(&str, &str); 3] = [
    ("en", include_str!("../../assets/locales/desktop/en.ftl")),
    ("de", include_str!("../../assets/locales/desktop/de.ftl")),
    ("ar", include_str!("../../assets/locales/desktop/ar.ftl")),
];

/// The texts of one language.
pub(crate) struct Words(FluentBundle<FluentResource>);

impl Words {
    /// In the first of the user's languages that there are texts in.
    pub(crate) fn of_the_system(brand: &Brand) -> Self {
        Self::first_of(sys_locale::get_locales(), brand)
    }

    fn first_of(wanted: impl IntoIterator<Item = String>, brand: &Brand) -> Self {
        let language = |tag: String| tag.parse::<LanguageIdentifier>().ok();
        let known = |tag: LanguageIdentifier| {
            let found = LANGUAGES.iter().find(|(name, _)| *name == tag.language.as_str());
            found.map(|(_, texts)| (tag, *texts))
        };
        let (tag, texts) = wanted
            .into_iter()
            .filter_map(language)
            .find_map(known)
            .unwrap_or_else(|| ("en".parse().expect("a language"), LANGUAGES[0].1));
        Self::load(tag, texts, brand)
    }

    fn load(tag: LanguageIdentifier, texts: &str, brand: &Brand) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Only numbers and our own name are filled in; neither turns a line around.
        bundle.set_use_isolating(false);
        for source in [format!("-brand = {}\n", brand.name), texts.to_owned()] {
            let resource = FluentResource::try_new(source).expect("a test reads every language");
            bundle.add_resource(resource).expect("a test reads every language");
        }
        Self(bundle)
    }

    /// A text.
    pub(crate) fn say(&self, id: &str) -> String {
        self.fill(id, &FluentArgs::new())
    }

    /// A text with a number in it.
    pub(crate) fn count(&self, id: &str, count: u32) -> String {
        self.fill(id, &FluentArgs::from_iter([("count", count)]))
    }

    fn fill(&self, id: &str, arguments: &FluentArgs<'_>) -> String {
        let Some(pattern) = self.0.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        self.0
            .format_pattern(pattern, Some(arguments), &mut Vec::new())
            .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(language: &str) -> Words {
        Words::first_of([language.to_owned()], &Brand::load())
    }

    #[test]
    fn every_language_says_the_same_things() {
        let ids = |texts: &str| -> Vec<String> {
            let id = |line: &str| line.split_once(" =").map(|(id, _)| id.to_owned());
            let starts = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
            texts.lines().filter(starts).filter_map(id).collect()
        };
        let english = ids(LANGUAGES[0].1);
        assert!(!english.is_empty());
        for (language, texts) in LANGUAGES {
            assert_eq!(ids(texts), english, "{language}");
            let spoken = words(language);
            for id in &english {
                assert_ne!(&spoken.count(id, 3), id, "{language}");
            }
        }
    }

    #[test]
    fn the_users_first_language_with_texts_is_spoken() {
        assert_eq!(words("de-AT").say("tray-settings"), "Einstellungen");
        let wanted = ["x-none", "fr-FR", "de"].map(str::to_owned);
        assert_eq!(
            Words::first_of(wanted, &Brand::load()).say("tray-settings"),
            "Einstellungen"
        );
        assert_eq!(words("C").say("tray-settings"), "Settings");
    }
}
