use glam::DVec3;

use super::{Weld, malformed, without_bom};
use crate::geom::mesh::Mesh;
use crate::model::GeometryError;

const HEADER: usize = 84;
const RECORD: usize = 50;

pub(super) fn parse(bytes: &[u8]) -> Result<Mesh, GeometryError> {
    // Many binary files begin with `solid` too, so the length decides.
    let announced = bytes.get(80..HEADER).map(|count| u32::from_le_bytes([count[0], count[1], count[2], count[3]]));
    let expected = announced.map(|count| HEADER as u64 + RECORD as u64 * u64::from(count));
    if expected == Some(bytes.len() as u64) {
        return binary(&bytes[HEADER..]);
    }
    let text = without_bom(bytes);
    if text.trim_ascii_start().get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"solid")) {
        return ascii(text);
    }
    match (announced, expected) {
        // Some writers end with bytes of their own; what is too short for a triangle loses none.
        (Some(_), Some(expected)) if (expected..expected + RECORD as u64).contains(&(bytes.len() as u64)) => {
            binary(&bytes[HEADER..expected as usize])
        }
        (Some(count), Some(expected)) => Err(malformed(format!(
            "its header announces {count} triangles, which take {expected} bytes, and the file has {} bytes, \
             enough for {} triangles",
            bytes.len(),
            (bytes.len() - HEADER) / RECORD
        ))),
        _ => Err(malformed(format!(
            "an STL begins with `solid` or with {HEADER} bytes of header, and this file has {} bytes",
            bytes.len()
        ))),
    }
}

fn binary(records: &[u8]) -> Result<Mesh, GeometryError> {
    let mut weld = Weld::default();
    for (number, record) in records.chunks_exact(RECORD).enumerate() {
        let mut corners = [0; 3];
        for (corner, bytes) in corners.iter_mut().zip(record[12..48].chunks_exact(12)) {
            let mut point = [0.0; 3];
            for (coordinate, four) in point.iter_mut().zip(bytes.chunks_exact(4)) {
                *coordinate = f64::from(f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
            }
            *corner = weld
                .vertex(DVec3::from_array(point))
                .ok_or_else(|| malformed(format!("triangle {} has a coordinate that is not finite", number + 1)))?;
        }
        weld.triangle(corners);
    }
    Ok(weld.mesh)
}

fn ascii(bytes: &[u8]) -> Result<Mesh, GeometryError> {
    let mut weld = Weld::default();
    let mut corners = Vec::with_capacity(3);
    for (number, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        let wrong = |what: &str| malformed(format!("line {}: {what}", number + 1));
        let line = String::from_utf8_lossy(line);
        let mut words = line.split_ascii_whitespace();
        match words.next().map(str::to_ascii_lowercase).as_deref() {
            Some("vertex") => {
                let mut point = [0.0; 3];
                for coordinate in &mut point {
                    let word = words.next().ok_or_else(|| wrong("a vertex has three coordinates"))?;
                    *coordinate = word.parse().map_err(|_| wrong("a coordinate is not a number"))?;
                }
                let index = weld.vertex(DVec3::from_array(point)).ok_or_else(|| wrong("a coordinate is not finite"))?;
                if corners.len() == 3 {
                    return Err(wrong("a facet has three vertices, this is the fourth"));
                }
                corners.push(index);
            }
            Some("endloop") => match corners[..] {
                [a, b, c] => {
                    weld.triangle([a, b, c]);
                    corners.clear();
                }
                _ => return Err(wrong("a facet has three vertices, this one has fewer")),
            },
            Some("facet" | "outer" | "endfacet" | "solid" | "endsolid") | None => {}
            Some(_) => return Err(wrong("expected `facet`, `outer loop`, `vertex`, `endloop` or `endfacet`")),
        }
    }
    if corners.is_empty() { Ok(weld.mesh) } else { Err(malformed("the file ends within a facet")) }
}
