//! The settings of a data set, as TOML.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::corpus::plan::lower::Parametricity;
use crate::diagnostics::{Diagnostic, registry};
use crate::model::Level;
use crate::render::Size;
use crate::text::Span;

/// Everything that decides what a data set holds; equal settings give equal bytes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// Seed of every choice.
    pub seed: u64,
    /// Where parts come from, in order.
    pub source: Vec<Source>,
    /// Parts that nothing in the set may be alike to, such as those of test sets.
    pub exclude: Vec<Source>,
    /// Shares of the parts of each split; they are scaled to a sum of 1.
    pub split: BTreeMap<String, f64>,
    /// How likely a part is to give an example of each task, 0 to 1.
    pub tasks: Tasks,
    /// How many of its parts at lower levels a part gives, at most.
    pub below: usize,
    /// Shares of the parametricities of programs, where a part has several.
    pub parametricity: BTreeMap<String, f64>,
    /// The levels of detail of texts, drawn evenly.
    pub text_levels: Vec<String>,
    /// The styles of texts, drawn evenly.
    pub text_styles: Vec<String>,
    /// Examples of a shard.
    pub shard: usize,
    /// Whether pictures are drawn now (`build`) or named to be drawn at training time (`reference`).
    pub pictures: Pictures,
    /// Width and height of a picture, pixels.
    pub picture_size: [u32; 2],
}

/// A source of parts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", deny_unknown_fields, rename_all = "kebab-case")]
pub enum Source {
    /// New parts.
    Synth {
        /// How many.
        count: usize,
        /// Shares of the levels (all alike when left out).
        #[serde(default)]
        levels: BTreeMap<String, f64>,
        /// Only these families (all when left out).
        #[serde(default)]
        families: Vec<String>,
    },
    /// Programs (`.recad`) of a folder, by name.
    Programs {
        /// The folder, relative to the settings.
        path: String,
    },
    /// Raw scripts that are imported.
    Scripts {
        /// A file or folder, relative to the settings.
        path: String,
        /// Their format, as in `recad import --from`.
        from: String,
    },
}

/// How likely a part gives an example of a task.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Tasks {
    /// Text to program.
    pub text: f64,
    /// Picture to program.
    pub picture: f64,
    /// Hard-coded to parameterized program.
    pub guidance: f64,
    /// A parameter gets another value.
    pub edit: f64,
    /// A pattern gets one more.
    pub count: f64,
    /// A program with one error.
    pub repair: f64,
}

/// When pictures are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pictures {
    /// At training time.
    Reference,
    /// Now, into a tar file beside every shard.
    Build,
}

impl Default for Tasks {
    fn default() -> Tasks {
        Tasks { text: 1.0, picture: 1.0, guidance: 0.5, edit: 0.5, count: 0.5, repair: 0.5 }
    }
}

impl Default for Config {
    fn default() -> Config {
        let shares = |items: &[(&str, f64)]| items.iter().map(|(name, share)| ((*name).to_owned(), *share)).collect();
        let names = |items: &[&str]| items.iter().map(|name| (*name).to_owned()).collect();
        Config {
            seed: 0,
            source: Vec::new(),
            exclude: Vec::new(),
            split: shares(&[("train", 0.9), ("valid", 0.05), ("test", 0.05)]),
            tasks: Tasks::default(),
            below: 2,
            parametricity: shares(&[("P0", 1.0), ("P1", 1.0), ("P2", 1.0), ("P3", 3.0)]),
            text_levels: names(&["D0", "D1", "D2", "D3", "D4"]),
            text_styles: names(&["geometric", "procedural"]),
            shard: 1000,
            pictures: Pictures::Reference,
            picture_size: [448, 448],
        }
    }
}

/// The levels of the ladder by name, lowest first.
pub const LEVELS: [(&str, Level); 5] =
    [("L", Level::L), ("F", Level::F), ("S", Level::S), ("SE", Level::SE), ("MSE", Level::MSE)];

impl Config {
    /// Reads settings; `name` is what a diagnostic calls the file.
    pub fn parse(text: &str, name: &str) -> Result<Config, Box<Diagnostic>> {
        let wrong = |reason: String| {
            let message = format!("the settings `{name}` cannot be used: {reason}");
            Box::new(Diagnostic::new(registry::io::MALFORMED, Span::default(), message))
        };
        let config: Config = toml::from_str(text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
        config.complaint().map_or(Ok(config), |reason| Err(wrong(reason)))
    }

    /// What is wrong with the values, if anything.
    fn complaint(&self) -> Option<String> {
        if self.source.is_empty() {
            return Some("there is no [[source]]".to_owned());
        }
        let Tasks { text, picture, guidance, edit, count, repair } = self.tasks;
        if ![text, picture, guidance, edit, count, repair].iter().all(|share| (0.0..=1.0).contains(share)) {
            return Some("the shares of `tasks` are 0 to 1".to_owned());
        }
        if !(1..=1_000_000).contains(&self.shard) {
            return Some("`shard` is 1 to 1000000 examples".to_owned());
        }
        if let Err(error) = Size::new(self.picture_size[0], self.picture_size[1]) {
            return Some(error.message);
        }
        let splits: Vec<&str> = self.split.keys().map(String::as_str).collect();
        if !splits.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !name.is_empty()) {
            return Some("the names of splits are of letters and digits".to_owned());
        }
        for (what, names, known) in [
            ("text-levels", &self.text_levels, &["D0", "D1", "D2", "D3", "D4"][..]),
            ("text-styles", &self.text_styles, &["geometric", "procedural"]),
        ] {
            if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
                return Some(format!("`{unknown}` is none of {} in `{what}`", known.join(", ")));
            }
        }
        let parametricities = Parametricity::ALL.map(Parametricity::name);
        shares("split", &self.split, &splits)
            .or_else(|| shares("parametricity", &self.parametricity, &parametricities))
            .or_else(|| {
                self.source.iter().chain(&self.exclude).find_map(|source| match source {
                    Source::Synth { levels, .. } if !levels.is_empty() => {
                        shares("levels", levels, &LEVELS.map(|(name, _)| name))
                    }
                    _ => None,
                })
            })
    }
}

/// What is wrong with shares by name.
fn shares(what: &str, shares: &BTreeMap<String, f64>, known: &[&str]) -> Option<String> {
    if let Some(unknown) = shares.keys().find(|name| !known.contains(&name.as_str())) {
        return Some(format!("`{unknown}` is none of {} in `{what}`", known.join(", ")));
    }
    let sound = shares.values().all(|share| share.is_finite() && *share >= 0.0) && shares.values().sum::<f64>() > 0.0;
    (!sound).then(|| format!("the shares of `{what}` are 0 or more, and one is above 0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_mean_nothing_are_told() {
        let reason = |text: &str| Config::parse(text, "c.toml").unwrap_err().message;
        assert!(reason("").contains("no [[source]]"));
        assert!(reason("sed = 1").contains("unknown field `sed`"));
        let source = "[[source]]\nkind = \"synth\"\ncount = 3\n";
        assert!(reason(&format!("{source}levels = {{ X = 1 }}")).contains("`X` is none of L, F, S, SE, MSE"));
        assert!(reason(&format!("shard = 0\n{source}")).contains("1 to 1000000"));
        assert!(reason(&format!("{source}[split]\ntrain = -1.0")).contains("0 or more"));
        assert!(reason(&format!("{source}[tasks]\ntext = 2.0")).contains("0 to 1"));
        assert!(reason("[[source]]\nkind = \"moon\"").contains("unknown variant `moon`"));
        assert_eq!(Config::parse(source, "c.toml").unwrap().shard, 1000);
    }
}
