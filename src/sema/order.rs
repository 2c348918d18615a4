//! The order in which items are checked: what an item refers to comes before it, where that is possible.
//!
//! Inferred types flow from definition to use, and functions may be used above their definition. Items
//! in a circle (recursion) are checked in some fixed order; what is not inferred yet is unknown.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::draft::DraftItem;
use super::hir::ItemId;
use crate::syntax::SyntaxKind;
use crate::syntax::ast::{self, AstNode};

/// All items, dependencies first, otherwise in source order.
pub fn dependencies_first(items: &[DraftItem], names: &FxHashMap<SmolStr, ItemId>) -> Vec<ItemId> {
    let count = items.len() as ItemId;
    // Without functions of the file's own, source order is dependency order.
    if !items.iter().any(|item| matches!(item.node, ast::Item::Fn(_))) {
        return (0..count).collect();
    }
    let mut order = Vec::with_capacity(items.len());
    let mut seen = vec![false; items.len()];
    for root in 0..count {
        visit(root, items, names, &mut seen, &mut order);
    }
    order
}

/// Depth first without recursion: an item may refer along a chain of any length.
fn visit(
    root: ItemId,
    items: &[DraftItem],
    names: &FxHashMap<SmolStr, ItemId>,
    seen: &mut [bool],
    order: &mut Vec<ItemId>,
) {
    let mut path: Vec<(ItemId, std::vec::IntoIter<ItemId>)> = Vec::new();
    let mut enter = |item: ItemId, path: &mut Vec<(ItemId, std::vec::IntoIter<ItemId>)>| {
        if let Some(seen) = seen.get_mut(item as usize)
            && !std::mem::replace(seen, true)
            && let Some(node) = items.get(item as usize)
        {
            path.push((item, references(node, names).into_iter()));
        }
    };
    enter(root, &mut path);
    while let Some((item, rest)) = path.last_mut() {
        match rest.next() {
            Some(next) => enter(next, &mut path),
            None => {
                order.push(*item);
                path.pop();
            }
        }
    }
}

/// The items of the module whose names occur in an item, in order of occurrence.
fn references(item: &DraftItem, names: &FxHashMap<SmolStr, ItemId>) -> Vec<ItemId> {
    item.node
        .syntax()
        .descendants_with_tokens()
        .filter_map(|element| element.into_token())
        .filter(|token| token.kind() == SyntaxKind::NAME)
        .filter_map(|token| names.get(token.text()).copied())
        .collect()
}
