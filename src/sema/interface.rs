//! What other modules (and the rest of the same module) know about items without their bodies.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::hir::{Generic, ItemId, ModuleId};
use super::types::{MAX_PARTS, Type};

/// A resolved top-level name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Global {
    /// The module that defines it.
    pub module: ModuleId,
    /// The item in it.
    pub item: ItemId,
}

/// The outside of one module: items by name and their types.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// For look-up only, never iterated into output.
    pub names: FxHashMap<SmolStr, ItemId>,
    /// Parallel to [`super::hir::Module::items`].
    pub items: Vec<ItemType>,
}

/// The type of an item.
#[derive(Clone, Debug)]
pub enum ItemType {
    /// `fn`.
    Function(std::sync::Arc<Signature>),
    /// `let` and `part`.
    Value(Type),
    /// `param`.
    Param(Type),
    /// `assert` and `test` have no name and no value.
    Nameless,
}

/// The outside of a function.
#[derive(Debug)]
pub struct Signature {
    /// Its name.
    pub name: SmolStr,
    /// Its type variables.
    pub generics: Vec<Generic>,
    /// Its parameters in order.
    pub params: Vec<ParamType>,
    /// The declared or inferred result type.
    pub result: Type,
}

/// One parameter.
#[derive(Debug, Clone)]
pub struct ParamType {
    /// Name in calls.
    pub name: SmolStr,
    /// Declared type, or unknown.
    pub ty: Type,
    /// Whether it has a default.
    pub optional: bool,
}

impl Signature {
    /// The type of the function as a value. Type variables are unknown there, and so is a function that
    /// may be called with fewer arguments.
    pub fn value_type(&self) -> Type {
        if self.params.iter().any(|param| param.optional) {
            return Type::Unknown;
        }
        let mut left = MAX_PARTS;
        if !(self.params.iter().all(|param| param.ty.spend(&mut left)) && self.result.spend(&mut left)) {
            return Type::Unknown;
        }
        let known = |ty: &Type| super::relation::substitute(ty, &|_| Type::Unknown);
        Type::Function(self.params.iter().map(|param| known(&param.ty)).collect(), Box::new(known(&self.result)))
    }
}
