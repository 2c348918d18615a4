//! How far an extrusion goes: by distances from the plane of its sketch; everything else is told.

use super::UNIT;
use crate::corpus::flat::Extent;
use crate::corpus::read::Report;
use crate::corpus::read::json::{Fault, Node, quoted};
use crate::diagnostics::registry::io;
use crate::model::tolerance::MINIMUM_SIZE;

/// The extent of an extrusion.
pub(super) fn extent(entity: &Node, report: &mut Report) -> Result<Extent, Fault> {
    if let Some(start) = entity.get("start_extent") {
        if let Some(kind) = start.get("type")
            && kind.text()? != "ProfilePlaneStartDefinition"
        {
            let message =
                format!("is `{}`: only extrusions that start at the plane can be imported", quoted(kind.text()?));
            return Err(kind.fault(io::NOT_EXPRESSIBLE, message));
        }
        start.has_only(&["type"])?;
    }
    let kind = entity.field("extent_type")?;
    let one = distance(&entity.field("extent_one")?)?;
    let extent = match kind.text()? {
        "OneSideFeatureExtentType" => Extent::OneSide { height: one },
        "SymmetricFeatureExtentType" => Extent::Symmetric { height: 2.0 * one.abs() },
        "TwoSidesFeatureExtentType" => {
            let side = entity.field("extent_two")?;
            let back = distance(&side)?;
            if one + back <= -MINIMUM_SIZE {
                let message = format!(
                    "is {back} mm, which begins the extrusion at {} mm, above its end at {one} mm; \
                     the sum of both distances must not be negative",
                    -back
                );
                return Err(side.field("distance")?.malformed(message));
            }
            return Ok(Extent::TwoSides { height: one, back });
        }
        other => {
            let message =
                format!("is `{}`: only one-sided, symmetric and two-sided extents can be imported", quoted(other));
            return Err(kind.fault(io::NOT_EXPRESSIBLE, message));
        }
    };
    // The second side is there but not used; what it says must still be something that can be left out.
    if let Some(side) = entity.get("extent_two") {
        plain_side(&side)?;
        if let Some(unused) = side.get("distance")
            && distance(&side)? != 0.0
        {
            let message = "is a second distance, which only an extrusion to two sides uses";
            report.fault(unused.fault(io::LEFT_OUT, message));
        }
    }
    Ok(extent)
}

/// That a side of an extent ends at a distance, without a taper.
fn plain_side(side: &Node) -> Result<(), Fault> {
    if let Some(kind) = side.get("type")
        && kind.text()? != "DistanceExtentDefinition"
    {
        let message = format!("is `{}`: only extrusions by a distance can be imported", quoted(kind.text()?));
        return Err(kind.fault(io::NOT_EXPRESSIBLE, message));
    }
    if let Some(taper) = side.get("taper_angle") {
        taper.has_only(PARAMETER)?;
        let angle = taper.field("value")?.number()?;
        if angle != 0.0 {
            let message = format!("is {angle} rad: tapered extrusions cannot be imported");
            return Err(taper.fault(io::NOT_EXPRESSIBLE, message));
        }
    }
    side.has_only(&["type", "distance", "taper_angle"])
}

/// Members of a number that the foreign system keeps as a parameter.
const PARAMETER: &[&str] = &["type", "role", "value"];

fn distance(side: &Node) -> Result<f64, Fault> {
    plain_side(side)?;
    let distance = side.field("distance")?;
    distance.has_only(PARAMETER)?;
    let value = distance.field("value")?;
    UNIT.length(&value)
}
