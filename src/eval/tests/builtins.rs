//! The table of built-ins and the declarations of `std:core` name the same functions.

use std::collections::BTreeSet;

use crate::eval::builtin::{TABLES, find};

/// Every declaration of the core; all of them lack a body.
fn declared() -> BTreeSet<&'static str> {
    let core = include_str!("../../../stdlib/core.recad");
    let names = core.lines().filter_map(|line| line.strip_prefix("fn ")?.split(['(', '<']).next());
    names.collect()
}

#[test]
fn every_function_of_the_core_is_implemented_and_every_implementation_declared() {
    let implemented: BTreeSet<&str> = TABLES.into_iter().flatten().map(|builtin| builtin.name).collect();
    assert_eq!(declared(), implemented);
    assert!(implemented.len() > 50);
}

#[test]
fn built_ins_are_found_by_name() {
    assert!(declared().into_iter().all(|name| find(name).is_some_and(|builtin| builtin.name == name)));
    assert!(find("nonsense").is_none());
}
