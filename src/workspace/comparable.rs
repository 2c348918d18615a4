//! The parts of a program as one shape to compare.

use super::Outcome;
use crate::diagnostics::{Diagnostic, registry::io};
use crate::geom::compare::Prepared;
use crate::geom::mesher::MeshOptions;
use crate::model::Shape;
use crate::sema::display::kind_name;

impl Outcome {
    /// The union of all parts, ready to be compared; none when the program has errors, or when there is no such
    /// union (which is reported).
    pub fn comparable(&mut self, options: &MeshOptions) -> Option<Prepared> {
        if self.has_errors() {
            return None;
        }
        if let Some(message) = self.disagreement() {
            let span = self.parts().first().map(|part| part.name_span).unwrap_or_default();
            self.diagnostics.push(Diagnostic::new(io::NOT_COMPARABLE, span, message));
            return None;
        }
        let span = self.parts().first()?.name_span;
        let shape = self.union()?;
        let prepared = match &shape {
            Shape::Solid(solid) => match self.kernel.body(solid) {
                Ok(body) => {
                    // A single part has its mesh already, or keeps it for later.
                    let alone = self.parts().len() == 1;
                    let mesh = if alone { self.mesh(0, options) } else { self.mesh_of(&body, options, span) };
                    Ok(Some(Prepared::solid(mesh?, Some(body))))
                }
                Err(error) => Err(error),
            },
            shape => Prepared::plane_shape(shape),
        };
        match prepared {
            Ok(Some(prepared)) => Some(prepared),
            Ok(None) => {
                let message =
                    format!("solids and shapes with an area can be compared, but not a {}", kind_name(shape.kind()));
                self.diagnostics.push(Diagnostic::new(io::NOT_COMPARABLE, span, message));
                None
            }
            Err(error) => {
                self.report(error, span);
                None
            }
        }
    }

    /// Why the parts are not one shape, if they are not.
    fn disagreement(&self) -> Option<String> {
        let first = self.parts().first()?;
        for part in &self.parts()[1..] {
            if part.shape.kind() != first.shape.kind() {
                let (own, other) = (kind_name(part.shape.kind()), kind_name(first.shape.kind()));
                return Some(format!(
                    "the parts of a program are compared as one shape, but `{}` is a {own} and `{}` a {other}",
                    part.name, first.name
                ));
            }
            if let (Shape::Sketch(sketch), Shape::Sketch(other)) = (&part.shape, &first.shape)
                && sketch.frame.within(&other.frame).is_none()
            {
                return Some(format!(
                    "the parts of a program are compared as one shape, but the sketches `{}` and `{}` lie on different \
                     planes",
                    part.name, first.name
                ));
            }
        }
        None
    }
}
