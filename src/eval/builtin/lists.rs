//! Lists and text.

use super::{Args, builtins};
use crate::diagnostics::registry::r#type;
use crate::eval::display::{describe, write_value};
use crate::eval::interpret::{Eval, Interpreter};
use crate::eval::value::{Number, Value};

builtins! { len, reverse, map, filter, fold, sort_by, flatten, text }

fn len(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let items = run.items(args, 0)?;
    Ok(Value::plain(items.len() as f64))
}

fn reverse(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let items = run.items(args, 0)?;
    run.charge(items.len() as u64, args.span)?;
    run.charge_elements(items.len(), items.len(), args.span)?;
    let reversed = items.iter().rev().cloned().collect::<Vec<_>>();
    run.nested(Value::list(reversed), args.span)
}

fn map(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let items = run.items(args, 0)?;
    let function = run.function(args, 1)?;
    run.charge_elements(items.len(), items.len(), args.span)?;
    let mut results = Vec::with_capacity(items.len());
    for item in items.iter() {
        run.step(args.span)?;
        results.push(run.call_closure(&function, [item.clone()], args.span)?);
    }
    run.nested(Value::list(results), args.span)
}

fn filter(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let items = run.items(args, 0)?;
    let keep = run.function(args, 1)?;
    let mut results = Vec::new();
    for item in items.iter() {
        run.step(args.span)?;
        match run.call_closure(&keep, [item.clone()], args.span)? {
            Value::Bool(true) => results.push(item.clone()),
            Value::Bool(false) => {}
            other => {
                let message = format!("the function given to `filter` must return a Bool, not {}", describe(&other));
                return Err(run.error(r#type::CONDITION, args.span, message));
            }
        }
    }
    run.list(results, args.span)
}

fn fold(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let items = run.items(args, 0)?;
    let mut result = run.take(args, 1);
    let function = run.function(args, 2)?;
    for item in items.iter() {
        run.step(args.span)?;
        result = run.call_closure(&function, [result, item.clone()], args.span)?;
    }
    Ok(result)
}

fn sort_by(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let items = run.items(args, 0)?;
    let key = run.function(args, 1)?;
    run.charge_elements(items.len(), items.len(), args.span)?;
    run.charge(items.len() as u64 * 8, args.span)?;
    let mut keyed: Vec<(Value, &Value)> = Vec::with_capacity(items.len());
    // Every key is compared with one that has a dimension, if any has: then all of them are comparable.
    let mut reference: Option<Value> = None;
    for item in items.iter() {
        let key = run.call_closure(&key, [item.clone()], args.span)?;
        match &reference {
            None => {
                run.ordering(&key, &key, args.span)?;
                reference = Some(key.clone());
            }
            Some(other) => {
                run.ordering(other, &key, args.span)?;
                if matches!(other, Value::Number(Number { dimension: None, .. })) {
                    reference = Some(key.clone());
                }
            }
        }
        keyed.push((key, item));
    }
    let mut failure = None;
    keyed.sort_by(|a, b| match run.ordering(&a.0, &b.0, args.span) {
        Ok(ordering) => ordering,
        Err(error) => {
            failure = Some(error);
            std::cmp::Ordering::Equal
        }
    });
    match failure {
        Some(error) => Err(error),
        None => {
            let sorted: Vec<Value> = keyed.into_iter().map(|(_, item)| item.clone()).collect();
            run.nested(Value::list(sorted), args.span)
        }
    }
}

fn flatten(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let lists = run.items(args, 0)?;
    let mut results = Vec::new();
    for list in lists.iter() {
        let Value::List { items, .. } = list else {
            let message = format!("`flatten` takes a list of lists, but an element is a {}", describe(list));
            return Err(run.error(r#type::NOT_A_LIST, args.span, message));
        };
        run.charge(items.len() as u64 + 1, args.span)?;
        run.charge_elements(items.len(), results.len() + items.len(), args.span)?;
        results.extend(items.iter().cloned());
    }
    run.nested(Value::list(results), args.span)
}

fn text(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let value = run.take(args, 0);
    let mut text = String::new();
    match write_value(&mut text, &value, run.limits.string_bytes) {
        Ok(()) => run.string(text, args.span),
        Err(_) => Err(run.string_too_long(args.span)),
    }
}
