//! Sentences generated from the normative grammar itself, read through `pest_meta`.
//!
//! The generator walks the grammar's expressions: at every choice it prefers cheap ways and those taken
//! seldom, and once the length planned for a sentence is used up it takes the cheapest way out. Blanks and
//! comments stand where the grammar allows them, also none at all where the tokens then stay what they are.
//! Every sentence is a program; a test holds that, and that every way of every rule is taken.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use pest_meta::ast::{Expr, RuleType};

use super::grammar::{GRAMMAR, alternatives, names};
use super::samples::Random;
use crate::syntax::SyntaxKind;

/// The fewest tokens each rule can be written with.
static COSTS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut costs = HashMap::new();
    loop {
        let before = costs.clone();
        for (name, rule) in &GRAMMAR.rules {
            let cost = if GRAMMAR.is_token(name) { 1 } else { cost(&rule.expr, &costs) };
            costs.insert(name.as_str(), cost);
        }
        if costs == before {
            return costs;
        }
    }
});
/// More than any rule costs; what is not known yet.
const DEAR: u32 = 1000;

fn cost(expr: &Expr, costs: &HashMap<&str, u32>) -> u32 {
    match expr {
        Expr::Ident(name) if matches!(name.as_str(), "SOI" | "EOI") => 0,
        Expr::Ident(name) => costs.get(name.as_str()).copied().unwrap_or(DEAR),
        Expr::Seq(left, right) => (cost(left, costs) + cost(right, costs)).min(DEAR),
        Expr::Choice(left, right) => cost(left, costs).min(cost(right, costs)),
        Expr::RepOnce(inner) => cost(inner, costs),
        _ => 0,
    }
}

/// How often each way was taken: by rule, place of the decision in the rule, and way.
pub(crate) type Coverage = BTreeMap<(&'static str, usize, usize), u32>;

/// A token as written: its rule, its place, where the blanks before it begin and whether there may be any.
struct Written {
    rule: &'static str,
    apart: bool,
    gap: usize,
    start: usize,
}

/// Generates sentences from a seed.
pub(crate) struct Sentences {
    random: Random,
    /// Where the decisions of each rule are, so that ways can be counted.
    places: HashMap<*const Expr, (&'static str, usize)>,
    pub coverage: Coverage,
    out: String,
    last: Option<Written>,
    /// Tokens that the sentence still may have before it is cut short.
    budget: u32,
    /// Whether blanks may stand before the next token.
    gap: bool,
}

impl Sentences {
    pub fn new(seed: u64) -> Self {
        let mut places = HashMap::new();
        for (name, rule) in &GRAMMAR.rules {
            let mut place = 0;
            super::grammar::walk(&rule.expr, &mut |expr| {
                places.insert(std::ptr::from_ref(expr), (name.as_str(), place));
                place += 1;
            });
        }
        Self {
            random: Random(seed),
            places,
            coverage: Coverage::new(),
            out: String::new(),
            last: None,
            budget: 0,
            gap: false,
        }
    }

    /// The next sentence.
    pub fn sentence(&mut self) -> String {
        self.out.clear();
        self.last = None;
        self.gap = true;
        self.budget = match self.random.below(20) {
            0 => 200 + self.random.below(300) as u32,
            1..10 => 30 + self.random.below(60) as u32,
            _ => 1 + self.random.below(30) as u32,
        };
        self.rule("file", false);
        std::mem::take(&mut self.out)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.random.below(100) < percent
    }

    fn rule(&mut self, name: &'static str, atomic: bool) {
        if name == "SOI" {
            return;
        }
        if name == "EOI" {
            let gap = self.blanks();
            if self.chance(30) && self.keeps(&gap, "") {
                self.out.push_str(&gap);
            }
            return;
        }
        if GRAMMAR.is_token(name) {
            return self.token(name);
        }
        let Some(rule) = GRAMMAR.rule(name) else { return };
        let atomic = match rule.ty {
            RuleType::CompoundAtomic => true,
            RuleType::NonAtomic => false,
            _ => atomic,
        };
        self.expr(&rule.expr, name, atomic);
    }

    fn expr(&mut self, expr: &'static Expr, rule: &'static str, atomic: bool) {
        match expr {
            Expr::Ident(name) => self.rule(name, atomic),
            Expr::Seq(left, right) => {
                self.expr(left, rule, atomic);
                self.gap |= !atomic;
                self.expr(right, rule, atomic);
            }
            Expr::Choice(..) => {
                let ways = alternatives(expr);
                let way = self.choose(expr, &ways);
                self.expr(ways[way], rule, atomic);
            }
            Expr::Opt(inner) => {
                let taken = self.goes_on(inner, rule);
                self.took(expr, usize::from(taken));
                if taken {
                    self.expr(inner, rule, atomic);
                }
            }
            Expr::Rep(inner) | Expr::RepOnce(inner) => {
                let mut count = 0;
                while (count == 0 && matches!(expr, Expr::RepOnce(_))) || self.goes_on(inner, rule) {
                    self.gap |= !atomic && count > 0;
                    self.expr(inner, rule, atomic);
                    count += 1;
                }
                self.took(expr, count.min(2));
            }
            other => panic!("`{rule}` is no token and holds {other:?}"),
        }
    }

    fn took(&mut self, expr: &Expr, way: usize) {
        if let Some((rule, place)) = self.places.get(&std::ptr::from_ref(expr)) {
            *self.coverage.entry((rule, *place, way)).or_default() += 1;
        }
    }

    /// Whether an option or one more repetition is written.
    fn goes_on(&mut self, inner: &Expr, rule: &str) -> bool {
        let layer = SyntaxKind::ALL.iter().any(|kind| kind.is_layer() && kind.rule() == rule);
        let percent = match rule {
            "file" => 70,
            "postfix_expr" => 25,
            "list_expr" => 60,
            _ if layer => 8,
            _ => 40,
        };
        cost(inner, &COSTS) <= self.budget && self.chance(percent)
    }

    /// The way to take, cheap ones and those seldom taken rather than others.
    fn choose(&mut self, expr: &Expr, ways: &[&Expr]) -> usize {
        let costs: Vec<u32> = ways.iter().map(|way| cost(way, &COSTS)).collect();
        let cheapest = costs.iter().copied().min().unwrap_or(0);
        let open = |cost: u32| cost == cheapest || cost <= self.budget;
        let place = self.places.get(&std::ptr::from_ref(expr)).copied().unwrap_or(("", 0));
        let seldom = |way: usize| {
            let taken = self.coverage.get(&(place.0, place.1, way)).copied().unwrap_or(0);
            if taken < 3 { 4 } else { 1 }
        };
        let weights: Vec<usize> = costs
            .iter()
            .enumerate()
            .map(|(way, cost)| if open(*cost) { seldom(way) * 1000 / (*cost as usize + 1) } else { 0 })
            .collect();
        let mut left = self.random.below(weights.iter().sum());
        let way = weights.iter().position(|weight| {
            let found = left < *weight;
            left = left.saturating_sub(*weight);
            found
        });
        let way = way.unwrap_or(0);
        self.took(expr, way);
        way
    }

    // ---- tokens ----------------------------------------------------------------------------------

    fn token(&mut self, rule: &'static str) {
        let text = self.token_text(rule);
        let mut gap = String::new();
        if self.gap {
            if self.chance(70) {
                gap.push(' ');
            } else if self.chance(60) {
                gap = self.blanks();
            }
            // Tokens that would become others when they touch are kept apart.
            if !self.keeps(&gap, &text) {
                gap = "\n ".to_owned();
            }
        }
        if !self.keeps(&gap, &text) {
            // Text of a string directly after text of a string: one token, which is already there.
            return;
        }
        self.last = Some(Written { rule, apart: self.gap, gap: self.out.len(), start: self.out.len() + gap.len() });
        self.out.push_str(&gap);
        self.out.push_str(&text);
        self.gap = false;
        self.budget = self.budget.saturating_sub(1);
    }

    /// Whether the last token and the blanks before it stay what they are when `gap` and `text` follow.
    fn keeps(&mut self, gap: &str, text: &str) -> bool {
        let end = self.out.len();
        self.out.push_str(gap);
        let start = self.out.len();
        self.out.push_str(text);
        let all = self.out.as_str();
        let last = self.last.as_ref().is_none_or(|last| {
            let blank = !last.apart || GRAMMAR.trivia_end(all, last.gap) == last.start;
            blank && GRAMMAR.token_end(last.rule, all, last.start) == Some(end)
        });
        let kept = last && (gap.is_empty() && !self.gap || GRAMMAR.trivia_end(all, end) == start);
        self.out.truncate(end);
        kept
    }

    /// A text that the token rule matches as a whole.
    fn token_text(&mut self, rule: &'static str) -> String {
        let Some(definition) = GRAMMAR.rule(rule) else { return String::new() };
        for _ in 0..100 {
            let mut text = String::new();
            if rule == "name" && self.chance(15) {
                // Names that begin like keywords, and the word that is one on the first line only.
                let words = names(&definition.expr).contains(&"keyword");
                let ways = GRAMMAR.rule("keyword").filter(|_| words).map_or(vec![], |rule| alternatives(&rule.expr));
                if let Some(Expr::Str(word)) = ways.get(self.random.below(ways.len())) {
                    text.push_str(if self.chance(20) { "recad" } else { word });
                }
                if self.chance(80) {
                    text.push(['s', '_', '1', 'X'][self.random.below(4)]);
                }
            } else {
                self.characters(&definition.expr, &mut text);
            }
            if GRAMMAR.token_end(rule, &text, 0) == Some(text.len()) {
                return text;
            }
        }
        panic!("no text for `{rule}` found");
    }

    /// Characters along an expression of a token, predicates left out.
    fn characters(&mut self, expr: &'static Expr, out: &mut String) {
        const ANY: &[char] =
            &['a', 'Z', '0', '_', ' ', '\t', '/', '+', '(', '}', '\'', '#', '\0', 'é', '✓', '𝄞', '\u{301}'];
        match expr {
            Expr::Str(text) => out.push_str(text),
            Expr::Insens(text) => {
                out.push_str(&if self.chance(50) { text.to_uppercase() } else { text.to_lowercase() });
            }
            Expr::Range(low, high) => {
                let (low, high) = (low.chars().next(), high.chars().next());
                let range: Vec<char> = low.into_iter().chain(high).collect();
                if let [low, high] = range[..] {
                    let all: Vec<char> = (low..=high).collect();
                    out.push(all[self.random.below(all.len())]);
                }
            }
            Expr::Ident(name) if name == "ANY" => out.push(ANY[self.random.below(ANY.len())]),
            Expr::Ident(name) => {
                if let Some(rule) = GRAMMAR.rule(name) {
                    self.characters(&rule.expr, out);
                }
            }
            Expr::Seq(left, right) => {
                self.characters(left, out);
                self.characters(right, out);
            }
            Expr::Choice(..) => {
                let ways = alternatives(expr);
                let way = self.random.below(ways.len());
                self.characters(ways[way], out);
            }
            Expr::Opt(inner) if self.chance(35) => self.characters(inner, out),
            Expr::Rep(inner) | Expr::RepOnce(inner) => {
                let mut more = matches!(expr, Expr::RepOnce(_)) || self.chance(50);
                while more {
                    self.characters(inner, out);
                    more = self.chance(50);
                }
            }
            _ => {}
        }
    }

    /// Blanks and comments, at least one of them; comments end with their line.
    fn blanks(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..1 + self.random.below(3) {
            let comment = self.chance(30);
            out.push_str(&self.token_text(if comment { "COMMENT" } else { "WHITESPACE" }));
            if comment {
                out.push('\n');
            }
        }
        out
    }
}

#[test]
fn every_way_of_every_rule_is_taken() {
    let mut sentences = Sentences::new(1);
    for _ in 0..4000 {
        sentences.sentence();
    }
    for name in GRAMMAR.syntactic("file") {
        let mut place = 0;
        super::grammar::walk(&GRAMMAR.rules[name].expr, &mut |expr| {
            let ways = match expr {
                Expr::Choice(..) => 0..alternatives(expr).len(),
                Expr::Opt(_) => 0..2,
                Expr::Rep(_) => 0..3,
                Expr::RepOnce(_) => 1..3,
                _ => 0..0,
            };
            // The inner choices of `a | b | c` are not decided by themselves.
            let decided = sentences.coverage.keys().any(|key| (key.0, key.1) == (name, place));
            if decided || !matches!(expr, Expr::Choice(..)) {
                for way in ways {
                    let taken = sentences.coverage.get(&(name, place, way)).copied().unwrap_or(0);
                    assert!(taken >= 5, "way {way} of {expr:?} in `{name}` was taken {taken} times");
                }
            }
            place += 1;
        });
    }
}
