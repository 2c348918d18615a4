//! Designs as numbers read out of build123d scripts: one JSON object a design, `ops` in the order of building.
//!
//! Curves are short lists: `["line",x0,y0,x1,y1]`, `["arc",cx,cy,r,start_deg,sweep_deg]`, `["circle",cx,cy,r]`; those
//! of a loop stand in any order and direction. `Symmetric` gives the length of each side, also where the design
//! gave the full one; `TwoSidesOffset` is the full length without the trim.

use serde_json::Value;

use super::{Builder, Extruded, Span, TAPER, UNIT, check_area};
use crate::corpus::flat::{Face, Program};
use crate::corpus::read::json::{Fault, Node, document, quoted};
use crate::corpus::read::sketch::{self, Placement};
use crate::corpus::read::{Report, slit};
use crate::diagnostics::registry::{io, limit};
use crate::model::tolerance::COORDINATE_LIMIT;
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3, trig};

/// Reads one design. `None`, or errors in the report, when it cannot be expressed.
pub fn read(text: &str, report: &mut Report) -> Option<Program> {
    let value: Value = document(text, report)?;
    let root = Node::root(&value);
    let mut builder = Builder::default();
    match design(&root, &mut builder, report) {
        Ok(()) => builder.finish(&root, report),
        Err(fault) => {
            report.fault(fault);
            None
        }
    }
}

fn design(root: &Node, builder: &mut Builder, report: &mut Report) -> Result<(), Fault> {
    root.has_only(&["bucket", "ops", "volume", "area"])?;
    let list = root.field("ops")?;
    for node in list.elements()? {
        builder.count(&node)?;
        // One fault an operation, so that all that hinders a design is told.
        if let Err(fault) = operation(&node, builder, report) {
            let over = fault.name.phase() == "limit";
            report.fault(fault);
            if over {
                break;
            }
        }
    }
    Ok(())
}

fn operation(node: &Node, builder: &mut Builder, report: &mut Report) -> Result<(), Fault> {
    node.has_only(&[
        "sketch",
        "extrude",
        "operation",
        "plane_kind",
        "plane",
        "profiles",
        "constraints",
        "dimensions",
        "extent",
        "start_offset",
        "taper_deg",
    ])?;
    let kind = node.field("operation")?;
    let operation = match kind.text()? {
        "NewBody" | "NewComponent" | "Join" => BooleanOp::Union,
        "Cut" => BooleanOp::Cut,
        "Intersect" => BooleanOp::Intersect,
        other => {
            let message = format!("is `{}`: only NewBody, Join, Cut and Intersect can be imported", quoted(other));
            return Err(kind.fault(io::NOT_EXPRESSIBLE, message));
        }
    };
    if let Some(taper) = node.get("taper_deg")
        && taper.number()? != 0.0
    {
        return Err(taper.fault(io::NOT_EXPRESSIBLE, format!("is {}°: {TAPER}", taper.number()?)));
    }
    let offset = node.get("start_offset").map_or(Ok(0.0), |offset| UNIT.length(&offset))?;
    let extent = span(&node.field("extent")?)?.from(offset);
    let placement = placement(&node.field("plane")?)?;
    let mut faces = Vec::new();
    for profile in node.field("profiles")?.elements()? {
        let face = face(&profile, report)?;
        builder.count_curves(&profile, &face)?;
        faces.push(face);
    }
    builder.extrude(node, operation, extent, vec![Extruded { placement, faces }], report)
}

fn span(extent: &Node) -> Result<Span, Fault> {
    let kind = extent.field("type")?;
    let length = |name: &str| UNIT.length(&extent.field(name)?);
    match kind.text()? {
        "OneSide" => {
            extent.has_only(&["type", "distance"])?;
            Ok(Span::OneSide(length("distance")?))
        }
        "Symmetric" => {
            extent.has_only(&["type", "each_side", "full_length"])?;
            Ok(Span::EachSide(length("each_side")?))
        }
        "TwoSides" => {
            extent.has_only(&["type", "along", "against"])?;
            Ok(Span::Between(length("against")?, length("along")?))
        }
        "TwoSidesOffset" => {
            extent.has_only(&["type", "full", "trim"])?;
            Ok(Span::Between(length("trim")?, length("full")?))
        }
        other => {
            let message =
                format!("is `{}`: only one-sided, symmetric and two-sided extents can be imported", quoted(other));
            Err(kind.fault(io::NOT_EXPRESSIBLE, message))
        }
    }
}

fn placement(plane: &Node) -> Result<Placement, Fault> {
    plane.has_only(&["origin", "x_dir", "y_dir", "z_dir"])?;
    let origin = triple(&plane.field("origin")?, |node| UNIT.length(node))?;
    let axis = |name: &str| {
        let axis = plane.field(name)?;
        sketch::unit(&axis, triple(&axis, |node| node.number())?)
    };
    let y = if plane.get("y_dir").is_some() { Some(axis("y_dir")?) } else { None };
    sketch::oriented(plane, origin, axis("x_dir")?, y, axis("z_dir")?)
}

fn triple(node: &Node, number: impl Fn(&Node) -> Result<f64, Fault>) -> Result<DVec3, Fault> {
    let [x, y, z] = numbers(node, 0, number)?;
    Ok(DVec3::new(x, y, z))
}

/// The numbers of a list behind its first `skipped` elements: exactly `N`.
fn numbers<const N: usize>(
    node: &Node,
    skipped: usize,
    number: impl Fn(&Node) -> Result<f64, Fault>,
) -> Result<[f64; N], Fault> {
    let elements = node.elements()?;
    if elements.len() != N + skipped {
        return Err(node.malformed(format!("must have {} elements, not {}", N + skipped, elements.len())));
    }
    let mut found = [0.0; N];
    for (slot, element) in found.iter_mut().zip(elements.skip(skipped)) {
        *slot = number(&element)?;
    }
    Ok(found)
}

fn face(profile: &Node, report: &mut Report) -> Result<Face, Fault> {
    profile.has_only(&["area", "perimeter", "loops"])?;
    let loops = profile.field("loops")?;
    let mut chains = Vec::new();
    for item in loops.elements()? {
        item.has_only(&["outer", "curves"])?;
        chains.extend(sketch::walk(&item.field("curves")?, curve, slit::loops, report)?);
    }
    let face = sketch::region(&loops, chains)?;
    check_area(&face, &profile.field("area")?)?;
    Ok(face)
}

fn curve(node: &Node) -> Result<CurveKind, Fault> {
    let Some(kind) = node.elements()?.next() else { return Err(node.malformed("must begin with a kind of curve")) };
    let length = |node: &Node| UNIT.length(node);
    match kind.text()? {
        "line" => {
            let [x0, y0, x1, y1] = numbers(node, 1, length)?;
            Ok(CurveKind::Line { start: DVec2::new(x0, y0), end: DVec2::new(x1, y1) })
        }
        "circle" => {
            let [x, y, _] = numbers(node, 1, length)?;
            Ok(CurveKind::Circle { center: DVec2::new(x, y), radius: radius(node)? })
        }
        "arc" => {
            let [x, y, _, start, sweep] = numbers(node, 1, |node| node.number())?;
            let (center, radius) = (DVec2::new(UNIT.millimetres(x), UNIT.millimetres(y)), radius(node)?);
            if center.abs().max_element() > COORDINATE_LIMIT {
                let message = format!("has its centre beyond the limit of {COORDINATE_LIMIT} mm");
                return Err(node.fault(limit::COORDINATE, message));
            }
            if sweep.abs() > 360.0 * (1.0 + 1e-9) {
                return Err(node.malformed(format!("sweeps {sweep}°; an arc is at most a full turn")));
            }
            if sweep.abs() > 360.0 * (1.0 - 1e-9) {
                return Ok(CurveKind::Circle { center, radius });
            }
            let at = |angle: f64| {
                let (sin, cos) = trig::sin_cos(angle);
                center + radius * DVec2::new(cos, sin)
            };
            Ok(CurveKind::Arc { start: at(start), mid: at(start + sweep / 2.0), end: at(start + sweep) })
        }
        other => {
            let message = format!("is `{}`: only lines, arcs and circles can be imported", quoted(other));
            Err(kind.fault(io::NOT_EXPRESSIBLE, message))
        }
    }
}

/// The radius of a circle or arc.
fn radius(node: &Node) -> Result<f64, Fault> {
    match node.elements()?.nth(3) {
        Some(radius) => UNIT.radius(&radius),
        None => Err(node.malformed("must have a radius")),
    }
}
