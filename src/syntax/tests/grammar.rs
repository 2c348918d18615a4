//! `grammar/recad.pest` read as data: its rules, what its tokens match, and look-ahead sets of tokens.
//!
//! A *token rule* is an atomic rule (`@{ … }`) that other rules use as a whole; to the layers above it is
//! a terminal. All other named rules that make nodes are *syntactic*. Silent rules belong to those who use
//! them. Absent: running the grammar on programs (`super::super::reference`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use pest_meta::ast::{Expr, Rule, RuleType};
use pest_meta::parser::{Rule as Meta, consume_rules, parse};

pub(crate) const TEXT: &str = include_str!("../../../grammar/recad.pest");

/// The normative grammar.
pub(crate) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let pairs = parse(Meta::grammar_rules, TEXT).expect("recad.pest is a pest grammar");
    let rules = consume_rules(pairs).expect("recad.pest is a valid pest grammar");
    Grammar { rules: rules.into_iter().map(|rule| (rule.name.clone(), rule)).collect() }
});

/// Rules by name.
pub(crate) struct Grammar {
    pub rules: BTreeMap<String, Rule>,
}

impl Grammar {
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.get(name)
    }

    /// Whether `name` is a token to the syntactic rules: an atomic rule, or the end of the text.
    pub fn is_token(&self, name: &str) -> bool {
        name == "EOI" || self.rule(name).is_some_and(|rule| rule.ty == RuleType::Atomic)
    }

    /// The rules that are reachable from `start` without entering tokens.
    pub fn syntactic(&self, start: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = vec![start];
        while let Some(name) = open.pop() {
            let Some((name, rule)) = self.rules.get_key_value(name) else { continue };
            if !self.is_token(name) && found.insert(name.as_str()) {
                open.extend(names(&rule.expr));
            }
        }
        found
    }

    /// The tokens that syntactic rules use.
    pub fn tokens(&self) -> BTreeSet<&str> {
        let used = self.syntactic("file").into_iter().flat_map(|name| names(&self.rules[name].expr));
        used.filter(|name| self.is_token(name)).collect()
    }

    /// Where `expr`, without blanks between its pieces, ends when it is matched at byte `at`, by the rules
    /// of PEGs: the first choice that matches, as many repetitions as possible, no way back.
    pub fn matches(&self, expr: &Expr, text: &str, at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        match expr {
            Expr::Str(literal) => rest.starts_with(literal).then_some(at + literal.len()),
            Expr::Insens(literal) => {
                let found = rest.get(..literal.len())?;
                found.eq_ignore_ascii_case(literal).then_some(at + literal.len())
            }
            Expr::Range(low, high) => {
                let c = rest.chars().next()?;
                let bounds = (low.chars().next()?, high.chars().next()?);
                (bounds.0 <= c && c <= bounds.1).then_some(at + c.len_utf8())
            }
            Expr::Ident(name) if name == "ANY" => Some(at + rest.chars().next()?.len_utf8()),
            Expr::Ident(name) => self.matches(&self.rule(name)?.expr, text, at),
            Expr::PosPred(inner) => self.matches(inner, text, at).map(|_| at),
            Expr::NegPred(inner) => self.matches(inner, text, at).is_none().then_some(at),
            Expr::Seq(left, right) => self.matches(right, text, self.matches(left, text, at)?),
            Expr::Choice(left, right) => self.matches(left, text, at).or_else(|| self.matches(right, text, at)),
            Expr::Opt(inner) => Some(self.matches(inner, text, at).unwrap_or(at)),
            Expr::Rep(inner) => Some(self.repeated(inner, text, at)),
            Expr::RepOnce(inner) => Some(self.repeated(inner, text, self.matches(inner, text, at)?)),
            _ => None,
        }
    }

    fn repeated(&self, inner: &Expr, text: &str, mut at: usize) -> usize {
        while let Some(end) = self.matches(inner, text, at).filter(|end| *end > at) {
            at = end;
        }
        at
    }

    /// Where the token `name` ends when it is matched at byte `at`.
    pub fn token_end(&self, name: &str, text: &str, at: usize) -> Option<usize> {
        self.matches(&self.rule(name)?.expr, text, at)
    }

    /// Where blanks and comments end that begin at byte `at`.
    pub fn trivia_end(&self, text: &str, mut at: usize) -> usize {
        let trivia = ["WHITESPACE", "COMMENT"];
        while let Some(end) = trivia.iter().find_map(|name| self.token_end(name, text, at)) {
            at = end;
        }
        at
    }

    /// The text of a token that is always written the same way.
    pub fn fixed_text(&self, name: &str) -> Option<&str> {
        fn first(expr: &Expr) -> Option<&str> {
            match expr {
                Expr::Str(text) => Some(text),
                Expr::Seq(left, right) if matches!(**right, Expr::NegPred(_)) => first(left),
                _ => None,
            }
        }
        first(&self.rule(name)?.expr)
    }
}

/// The names an expression mentions, in order.
pub(crate) fn names(expr: &Expr) -> Vec<&str> {
    let mut found = Vec::new();
    walk(expr, &mut |expr| {
        if let Expr::Ident(name) = expr {
            found.push(name.as_str());
        }
    });
    found
}

/// Calls `visit` for `expr` and all it consists of, outside in.
pub(crate) fn walk<'e>(expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    visit(expr);
    match expr {
        Expr::Seq(left, right) | Expr::Choice(left, right) => {
            walk(left, visit);
            walk(right, visit);
        }
        Expr::PosPred(inner) | Expr::NegPred(inner) | Expr::Opt(inner) | Expr::Push(inner) => walk(inner, visit),
        Expr::Rep(inner) | Expr::RepOnce(inner) | Expr::RepExact(inner, _) | Expr::RepMin(inner, _) => {
            walk(inner, visit)
        }
        Expr::RepMax(inner, _) | Expr::RepMinMax(inner, ..) | Expr::NodeTag(inner, _) => walk(inner, visit),
        _ => {}
    }
}

/// The alternatives of a choice, in order; anything else is its own only alternative.
pub(crate) fn alternatives(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Choice(left, right) => [alternatives(left), alternatives(right)].concat(),
        other => vec![other],
    }
}

/// The first one or two tokens of what an expression derives; [`NONE`] pads shorter texts.
pub(crate) type Ahead = BTreeSet<(u8, u8)>;
const NONE: u8 = 0;

/// FIRST₂ and FOLLOW₂ of every syntactic rule.
pub(crate) struct LookAhead<'g> {
    grammar: &'g Grammar,
    /// The tokens by number less one.
    tokens: Vec<&'g str>,
    first: BTreeMap<&'g str, Ahead>,
    follow: BTreeMap<&'g str, Ahead>,
}

/// What `left` then `right` begins with.
fn then(left: &Ahead, right: &Ahead) -> Ahead {
    let mut out = Ahead::new();
    for two in left {
        match two {
            (NONE, _) => out.extend(right),
            (one, NONE) => out.extend(right.iter().map(|(next, _)| (*one, *next))),
            two => drop(out.insert(*two)),
        }
    }
    out
}

impl<'g> LookAhead<'g> {
    pub fn new(grammar: &'g Grammar) -> Self {
        let syntactic = grammar.syntactic("file");
        let tokens = grammar.tokens().into_iter().collect();
        let empty: BTreeMap<&str, Ahead> = syntactic.iter().map(|name| (*name, Ahead::new())).collect();
        let mut sets = Self { grammar, tokens, first: empty.clone(), follow: empty };
        loop {
            let size: usize = sets.first.values().map(Ahead::len).sum();
            for name in &syntactic {
                let first = sets.first_of(&grammar.rules[*name].expr);
                sets.first.insert(name, first);
            }
            if sets.first.values().map(Ahead::len).sum::<usize>() == size {
                break;
            }
        }
        sets.follow.insert("file", Ahead::from([(NONE, NONE)]));
        loop {
            let size: usize = sets.follow.values().map(Ahead::len).sum();
            for name in &syntactic {
                let after = sets.follow[name].clone();
                let mut found = Vec::new();
                sets.places(&grammar.rules[*name].expr, &after, &mut |expr, after| {
                    if let Expr::Ident(inner) = expr {
                        found.push((inner.as_str(), after.clone()));
                    }
                });
                for (inner, after) in found {
                    if let Some(follow) = sets.follow.get_mut(inner) {
                        follow.extend(after);
                    }
                }
            }
            if sets.follow.values().map(Ahead::len).sum::<usize>() == size {
                return sets;
            }
        }
    }

    fn first_of(&self, expr: &Expr) -> Ahead {
        let nothing = || Ahead::from([(NONE, NONE)]);
        match expr {
            Expr::Ident(name) => match self.tokens.iter().position(|token| token == name) {
                Some(at) => Ahead::from([(at as u8 + 1, NONE)]),
                None => self.first.get(name.as_str()).cloned().unwrap_or_else(nothing),
            },
            Expr::Seq(left, right) => then(&self.first_of(left), &self.first_of(right)),
            Expr::Choice(left, right) => &self.first_of(left) | &self.first_of(right),
            Expr::Opt(inner) => &nothing() | &self.first_of(inner),
            Expr::Rep(inner) => {
                let once = &nothing() | &self.first_of(inner);
                then(&once, &once)
            }
            Expr::RepOnce(inner) => {
                let once = self.first_of(inner);
                then(&once, &(&nothing() | &once))
            }
            // `SOI`; everything else is no token and found by another test.
            _ => nothing(),
        }
    }

    /// Calls `visit` for `expr` and its pieces with what can follow each.
    fn places(&self, expr: &'g Expr, after: &Ahead, visit: &mut impl FnMut(&'g Expr, &Ahead)) {
        visit(expr, after);
        match expr {
            Expr::Seq(left, right) => {
                self.places(right, after, visit);
                self.places(left, &then(&self.first_of(right), after), visit);
            }
            Expr::Choice(left, right) => {
                self.places(left, after, visit);
                self.places(right, after, visit);
            }
            Expr::Opt(inner) => self.places(inner, after, visit),
            Expr::Rep(inner) | Expr::RepOnce(inner) => {
                let again = &self.first_of(inner) | &Ahead::from([(NONE, NONE)]);
                let again = then(&then(&again, &again), after);
                self.places(inner, &again, visit);
            }
            _ => {}
        }
    }

    /// Every place of the grammar where a parser decides, with the sets it decides between: those of the
    /// alternatives of a choice, or of going on and of leaving an option or repetition.
    pub fn decisions(&self) -> Vec<Decision<'g>> {
        let mut found = Vec::new();
        for (name, after) in &self.follow {
            let mut inside_choice = BTreeSet::new();
            self.places(&self.grammar.rules[*name].expr, after, &mut |expr, after| {
                let ways = match expr {
                    Expr::Choice(left, right) => {
                        for part in [left, right] {
                            if matches!(**part, Expr::Choice(..)) {
                                inside_choice.insert(std::ptr::from_ref::<Expr>(part));
                            }
                        }
                        if inside_choice.contains(&std::ptr::from_ref(expr)) {
                            return;
                        }
                        alternatives(expr).into_iter().map(|way| then(&self.first_of(way), after)).collect()
                    }
                    Expr::Opt(inner) => vec![then(&self.first_of(inner), after), after.clone()],
                    Expr::Rep(inner) | Expr::RepOnce(inner) => {
                        let once = self.first_of(inner);
                        let again = then(&once, &then(&(&once | &Ahead::from([(NONE, NONE)])), after));
                        vec![again, after.clone()]
                    }
                    _ => return,
                };
                found.push(Decision { rule: name, ways });
            });
        }
        found
    }

    /// A set in words.
    pub fn words(&self, set: &Ahead) -> Vec<String> {
        let word = |token: u8| self.tokens.get(usize::from(token).wrapping_sub(1)).copied().unwrap_or("");
        set.iter().map(|(one, two)| format!("{} {}", word(*one), word(*two)).trim().to_owned()).collect()
    }
}

/// A place where a parser must choose a way.
pub(crate) struct Decision<'g> {
    pub rule: &'g str,
    /// What each way begins with.
    pub ways: Vec<Ahead>,
}

impl Decision<'_> {
    /// What two ways have in common on the first `tokens` (1 or 2) tokens.
    pub fn conflict(&self, tokens: u32) -> Ahead {
        let cut = |way: &Ahead| -> Ahead {
            way.iter().map(|(one, two)| (*one, if tokens == 1 { NONE } else { *two })).collect()
        };
        let ways: Vec<Ahead> = self.ways.iter().map(cut).collect();
        let mut common = Ahead::new();
        for (at, way) in ways.iter().enumerate() {
            for other in ways.iter().skip(at + 1) {
                common.extend(way & other);
            }
        }
        common
    }
}
