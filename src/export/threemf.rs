//! 3MF: a zip package with one XML model in millimetres, a coloured object for each part.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::{MeshPart, part_color, refused};
use crate::model::GeometryError;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>
"#;

const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>
"#;

/// The parts as one 3MF package.
pub fn package(parts: &[MeshPart]) -> Result<Vec<u8>, GeometryError> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The zip format wants a date; the first it knows keeps the bytes the same on every day.
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let model = model(parts);
    let files =
        [("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", model.as_str())];
    for (name, text) in files {
        zip.start_file(name, options).map_err(broken)?;
        zip.write_all(text.as_bytes()).map_err(|error| broken(error.into()))?;
    }
    Ok(zip.finish().map_err(broken)?.into_inner())
}

fn broken(error: zip::result::ZipError) -> GeometryError {
    refused(format!("the 3MF package cannot be put together: {error}"))
}

fn model(parts: &[MeshPart]) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">
<metadata name="Application">recad</metadata>
<resources>
<basematerials id="1">
"#,
    );
    // Writing into a string cannot fail.
    for (number, part) in parts.iter().enumerate() {
        let [r, g, b] = part_color(number);
        let _ = writeln!(xml, r##"<base name="{}" displaycolor="#{r:02X}{g:02X}{b:02X}"/>"##, escape(part.name));
    }
    xml.push_str("</basematerials>\n");
    let parts = || parts.iter().enumerate().filter(|(_, part)| !part.mesh.triangles.is_empty());
    for (number, part) in parts() {
        let (id, name) = (number + 2, escape(part.name));
        let _ =
            writeln!(xml, r#"<object id="{id}" name="{name}" type="model" pid="1" pindex="{number}"><mesh><vertices>"#);
        for p in &part.mesh.positions {
            let _ = writeln!(xml, r#"<vertex x="{}" y="{}" z="{}"/>"#, p.x + 0.0, p.y + 0.0, p.z + 0.0);
        }
        xml.push_str("</vertices><triangles>\n");
        for [a, b, c] in &part.mesh.triangles {
            let _ = writeln!(xml, r#"<triangle v1="{a}" v2="{b}" v3="{c}"/>"#);
        }
        xml.push_str("</triangles></mesh></object>\n");
    }
    xml.push_str("</resources>\n<build>\n");
    for (number, _) in parts() {
        let _ = writeln!(xml, r#"<item objectid="{}"/>"#, number + 2);
    }
    xml.push_str("</build>\n</model>\n");
    xml
}

/// Text as it may stand in XML text and attributes; characters XML has no way to write become `?`.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push('?'),
            c if c < ' ' => out.push('?'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use glam::DVec3;

    use super::super::sample::block;
    use super::*;

    fn entry(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn the_package_holds_a_well_formed_model_of_every_part() {
        let (one, two, none) = (block(DVec3::ONE), block(DVec3::splat(0.1)), crate::geom::mesh::Mesh::default());
        let parts = [
            MeshPart { name: "nut & <bolt> \"M3\"\u{1}", mesh: &one },
            MeshPart { name: "none", mesh: &none },
            MeshPart { name: "zwei", mesh: &two },
        ];
        let bytes = package(&parts).unwrap();
        assert_eq!(bytes, package(&parts).unwrap());
        for name in ["[Content_Types].xml", "_rels/.rels"] {
            roxmltree::Document::parse(&entry(&bytes, name)).unwrap();
        }
        let text = entry(&bytes, "3D/3dmodel.model");
        let model = roxmltree::Document::parse(&text).unwrap();
        assert_eq!(model.root_element().attribute("unit"), Some("millimeter"));
        let count = |tag: &str| model.descendants().filter(|node| node.tag_name().name() == tag).count();
        assert_eq!(["object", "vertex", "triangle", "item", "base"].map(count), [2, 16, 24, 2, 3]);
        let object = model.descendants().find(|node| node.tag_name().name() == "object").unwrap();
        assert_eq!(object.attribute("name"), Some("nut & <bolt> \"M3\"?"));
        let ids: Vec<_> = model.descendants().filter_map(|node| node.attribute("objectid")).collect();
        assert_eq!(ids, ["2", "4"]);
    }
}
