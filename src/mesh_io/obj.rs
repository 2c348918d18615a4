use std::borrow::Cow;

use glam::DVec3;

use super::{Weld, malformed, without_bom};
use crate::geom::mesh::Mesh;
use crate::model::GeometryError;

/// The lines with their numbers, from 1. A line that ends in `\` goes on in the next one, and its parts are joined
/// by blanks. A comment does not go on: it may end in a Windows path.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, Cow<'_, str>)> {
    let mut rest = bytes.split(|byte| *byte == b'\n').enumerate();
    std::iter::from_fn(move || {
        let (index, line) = rest.next()?;
        let mut text = String::from_utf8_lossy(line);
        while let Some(begun) = text.trim_end_matches('\r').strip_suffix('\\').filter(|text| !text.contains('#')) {
            let next = rest.next().map_or(&[][..], |(_, line)| line);
            text = Cow::Owned(format!("{begun} {}", String::from_utf8_lossy(next)));
        }
        Some((index + 1, text))
    })
}

/// Reads `v` and `f` lines and leaves out the rest; polygons become fans.
pub(super) fn parse(bytes: &[u8]) -> Result<Mesh, GeometryError> {
    let mut weld = Weld::default();
    let mut vertices: Vec<u32> = Vec::new();
    for (number, line) in lines(without_bom(bytes)) {
        let wrong = |what: &str| malformed(format!("line {number}: {what}"));
        let content = line.split('#').next().unwrap_or_default();
        let mut words = content.split_ascii_whitespace();
        match words.next() {
            Some("v") => {
                let mut point = [0.0; 3];
                for coordinate in &mut point {
                    let word = words.next().ok_or_else(|| wrong("a vertex has three coordinates"))?;
                    *coordinate = word.parse().map_err(|_| wrong("a coordinate is not a number"))?;
                }
                let vertex = weld.vertex(DVec3::from_array(point));
                vertices.push(vertex.ok_or_else(|| wrong("a coordinate is not finite"))?);
            }
            Some("f") => {
                let mut fan: Option<(u32, Option<u32>)> = None;
                for word in words {
                    let reference = word.split('/').next().unwrap_or_default();
                    let corner = reference
                        .parse::<i64>()
                        .ok()
                        .and_then(|index| place(index, vertices.len()))
                        .and_then(|index| vertices.get(index).copied())
                        .ok_or_else(|| wrong("a face names a vertex that is not there"))?;
                    fan = match fan {
                        None => Some((corner, None)),
                        Some((first, None)) => Some((first, Some(corner))),
                        Some((first, Some(last))) => {
                            weld.triangle([first, last, corner]);
                            Some((first, Some(corner)))
                        }
                    };
                }
            }
            _ => {}
        }
    }
    Ok(weld.mesh)
}

/// The index counted from zero: OBJ counts from one, or from −1 backwards.
fn place(index: i64, count: usize) -> Option<usize> {
    if index > 0 {
        usize::try_from(index - 1).ok()
    } else {
        usize::try_from(index.checked_add(i64::try_from(count).ok()?)?).ok().filter(|_| index < 0)
    }
}
