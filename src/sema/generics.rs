//! Type variables at a call: bound by the arguments, then put into parameter and result types.
//!
//! A variable with a bound takes the promoted kind of its arguments; one without takes whatever they
//! have in common, or stays unknown.

use std::borrow::Cow;

use super::hir::Generic;
use super::misfit::with_article;
use super::relation::{self, Misfit};
use super::types::Type;
use crate::model::ShapeKind;

/// The variables of one called function and what the arguments made of them.
pub struct Bindings<'a> {
    callee: &'a [Generic],
    /// The variables of the function around the call, which arguments may mention.
    caller: &'a [Generic],
    bound: Vec<Option<Type>>,
}

impl<'a> Bindings<'a> {
    /// Nothing bound yet.
    pub fn new(callee: &'a [Generic], caller: &'a [Generic]) -> Self {
        Self { callee, caller, bound: vec![None; callee.len()] }
    }

    /// Binds the variables of `pattern` by an argument, then says whether the argument fits.
    pub fn argument(&mut self, pattern: &Type, argument: &Type) -> Result<(), Misfit> {
        if !self.callee.is_empty() {
            self.unify(pattern, argument)?;
        }
        relation::fits(argument, &self.resolve(pattern), self.caller)
    }

    /// The type with bound variables replaced; unbound ones are unknown.
    pub fn resolve<'t>(&self, ty: &'t Type) -> Cow<'t, Type> {
        if self.callee.is_empty() {
            return Cow::Borrowed(ty);
        }
        Cow::Owned(relation::substitute(ty, &|index| {
            self.bound.get(index as usize).cloned().flatten().unwrap_or(Type::Unknown)
        }))
    }

    /// What a function argument is told about its parameters. A variable that its own result feeds
    /// (the accumulator of `fold`) may widen on the way and stays unknown.
    pub fn expected_params(&self, params: &[Type], result: &Type) -> Vec<Type> {
        params
            .iter()
            .map(|param| {
                relation::substitute(param, &|index| {
                    let fed = relation::mentions(result, &|other| other == index);
                    let bound = self.bound.get(index as usize).cloned().flatten();
                    bound.filter(|_| !fed).unwrap_or(Type::Unknown)
                })
            })
            .collect()
    }

    /// What a parameter requires, in words; for messages.
    pub fn describe(&self, ty: &Type) -> String {
        let Type::Variable(index) = ty else { return with_article(&self.resolve(ty), self.caller) };
        let index = *index as usize;
        match (self.bound.get(index).cloned().flatten(), self.callee.get(index)) {
            (Some(bound), _) => with_article(&bound, self.caller),
            (None, Some(generic)) if generic.bound == [Type::Number] => "a number".to_owned(),
            (None, Some(generic)) if is_any_shape(&generic.bound) => "a shape".to_owned(),
            (None, Some(generic)) => {
                let names: Vec<String> = generic.bound.iter().map(|ty| with_article(ty, self.caller)).collect();
                names.join(" or ")
            }
            (None, None) => "a value".to_owned(),
        }
    }

    fn unify(&mut self, pattern: &Type, argument: &Type) -> Result<(), Misfit> {
        match (pattern, argument) {
            (Type::Variable(index), _) => self.bind(*index as usize, argument),
            (Type::List(pattern), Type::List(argument)) => self.unify(pattern, argument),
            (Type::List(pattern), Type::Shape(_)) => self.unify(pattern, argument),
            (Type::Tuple(pattern), Type::Tuple(argument)) if pattern.len() == argument.len() => {
                pattern.iter().zip(argument).try_for_each(|(pattern, argument)| self.unify(pattern, argument))
            }
            (Type::Function(params, result), Type::Function(given, given_result)) if params.len() == given.len() => {
                params.iter().zip(given).try_for_each(|(pattern, given)| self.unify_loosely(pattern, given))?;
                self.unify_loosely(result, given_result)
            }
            (Type::Record(fields), Type::Record(given)) => {
                fields.iter().try_for_each(|(name, pattern)| match given.iter().find(|(field, _)| field == name) {
                    Some((_, given)) => self.unify(pattern, given),
                    None => Ok(()),
                })
            }
            _ => Ok(()),
        }
    }

    /// Inside function types nothing is certain: a variable in conflict becomes unknown.
    fn unify_loosely(&mut self, pattern: &Type, given: &Type) -> Result<(), Misfit> {
        if let (Type::Variable(index), false) = (pattern, *given == Type::Unknown) {
            if self.bind(*index as usize, given).is_err() {
                self.set(*index as usize, Type::Unknown);
            }
            return Ok(());
        }
        self.unify(pattern, given)
    }

    fn set(&mut self, index: usize, ty: Type) {
        if let Some(slot) = self.bound.get_mut(index) {
            *slot = Some(ty);
        }
    }

    fn bind(&mut self, index: usize, argument: &Type) -> Result<(), Misfit> {
        let Some(generic) = self.callee.get(index) else { return Ok(()) };
        let before = self.bound.get(index).cloned().flatten();
        let bound = if generic.bound.is_empty() {
            before.map_or_else(|| argument.clone(), |before| relation::join(&before, argument))
        } else if matches!(argument, Type::Unknown | Type::Variable(_)) {
            if !generic.bound.iter().any(|bound| relation::fits(argument, bound, self.caller).is_ok()) {
                return Err(Misfit::Other);
            }
            // A variable of the caller keeps its name; together with anything else it is not known.
            before.map_or_else(|| argument.clone(), |before| relation::join(&before, argument))
        } else if generic.bound.contains(&Type::Number) && (generic.bound.len() == 1 || relation::is_numeric(argument))
        {
            number(argument, before)?
        } else {
            let promoted = promote(argument, &generic.bound)?;
            match before {
                None => promoted,
                // `Shape` keeps the kind of each argument.
                Some(before) if is_any_shape(&generic.bound) => relation::join(&before, &promoted),
                Some(before) => both(&before, &promoted, &generic.bound)?,
            }
        };
        self.set(index, bound);
        Ok(())
    }
}

/// A variable bounded by `Number`: any dimension, but one.
fn number(argument: &Type, before: Option<Type>) -> Result<Type, Misfit> {
    if !relation::is_numeric(argument) {
        return Err(Misfit::Other);
    }
    match (before, argument) {
        (None, _) => Ok(argument.clone()),
        (Some(Type::Quantity(a)), Type::Quantity(b)) if a != *b => Err(Misfit::Dimension(*b, a)),
        (Some(before), argument) => Ok(relation::join(&before, argument)),
    }
}

/// Whether a bound is `Shape`.
fn is_any_shape(bound: &[Type]) -> bool {
    bound.len() >= 5 && bound.contains(&Type::Shape(ShapeKind::Curve))
}

/// The first of the bounds that takes the argument; a kind of the bound keeps its own.
fn promote(argument: &Type, bound: &[Type]) -> Result<Type, Misfit> {
    if bound.contains(argument) {
        return Ok(argument.clone());
    }
    let everything = is_any_shape(bound);
    if let Type::List(item) = argument {
        let united = [Type::Shape(ShapeKind::Face), Type::Shape(ShapeKind::Solid)];
        return match &**item {
            Type::Unknown | Type::Variable(_) => Ok(Type::Unknown),
            item if everything && united.contains(item) => Ok(item.clone()),
            Type::Shape(_) if everything => Err(Misfit::ListForOne(ShapeKind::Curve)),
            item => promote(item, &bound.iter().filter(|ty| united.contains(ty)).cloned().collect::<Vec<_>>()),
        };
    }
    let mut misfit = Misfit::Other;
    for candidate in bound {
        match relation::fits(argument, candidate, &[]) {
            Ok(()) => return Ok(candidate.clone()),
            Err(found) => misfit = found,
        }
    }
    Err(misfit)
}

/// One type for two arguments of the same variable.
fn both(before: &Type, now: &Type, bound: &[Type]) -> Result<Type, Misfit> {
    if *before == Type::Unknown || relation::fits(before, now, &[]).is_ok() {
        return Ok(now.clone());
    }
    if relation::fits(now, before, &[]).is_ok() {
        return Ok(before.clone());
    }
    // A third member of the bound may still take both.
    bound
        .iter()
        .find(|ty| relation::fits(before, ty, &[]).is_ok() && relation::fits(now, ty, &[]).is_ok())
        .cloned()
        .ok_or(match (now, before) {
            (Type::Shape(now), Type::Shape(before)) => Misfit::Kind(*now, *before),
            (Type::Quantity(now), Type::Quantity(before)) => Misfit::Dimension(*now, *before),
            _ => Misfit::Other,
        })
}
