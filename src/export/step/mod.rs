//! STEP: AP214 (`AUTOMOTIVE_DESIGN`), a product for each part, exact faces and edges.
//!
//! Invariants: a boundary that is known by points only is refused with the operation that made it so;
//! nothing is approximated. Equal points, directions and placements are written once.

mod shells;

use std::collections::HashMap;
use std::fmt::Write;

use glam::{DVec2, DVec3};

use crate::diagnostics::registry::geom;
use crate::geom::brep::{Body, BodyFace, Coedge, Curve3, Edge, Surface};
use crate::model::{Frame, GeometryError};

/// The parts as one STEP file.
pub fn write(parts: &[(&str, &Body)]) -> Result<String, GeometryError> {
    for (name, body) in parts {
        refuse_inexact(name, body)?;
        refuse_tips(name, body)?;
    }
    let mut file = File::new();
    for (name, body) in parts {
        file.part(name, body)?;
    }
    Ok(file.finish())
}

/// Readers take the inside of a torus whose tube reaches its axis for the outside, or the whole for a part.
fn refuse_tips(name: &str, body: &Body) -> Result<(), GeometryError> {
    let wrong = body.faces.iter().any(|face| match face.surface {
        Surface::Torus { major, minor, .. } => major < minor || major == minor && !face.loops.is_empty(),
        _ => false,
    });
    if !wrong {
        return Ok(());
    }
    Err(super::refused(format!(
        "part `{name}` cannot be written as STEP: it has a face that an arc makes when it is turned about an axis it \
         reaches, for which STEP readers have no sure form; write .stl, .3mf or .obj"
    )))
}

fn refuse_inexact(name: &str, body: &Body) -> Result<(), GeometryError> {
    let sampled = body.edges.iter().any(|edge| matches!(edge.curve, Curve3::Points(_)));
    if !sampled && body.inexact.is_empty() {
        return Ok(());
    }
    let message =
        |reason: &str| format!("part `{name}` cannot be written as STEP, which holds exact boundaries: {reason}");
    Err(match body.inexact.first() {
        Some(inexact) => GeometryError::new(geom::INEXACT, message(&inexact.reason)).blame(&inexact.provenance),
        None => GeometryError::new(geom::INEXACT, message("an edge is known by points only")),
    })
}

/// A record of the file.
type Id = usize;

struct File {
    text: String,
    next: Id,
    known: HashMap<String, Id>,
    application: Id,
    product_context: Id,
    definition_context: Id,
    geometry_context: Id,
}

impl File {
    fn new() -> Self {
        let mut file = File {
            text: String::new(),
            next: 1,
            known: HashMap::new(),
            application: 0,
            product_context: 0,
            definition_context: 0,
            geometry_context: 0,
        };
        file.application = file.add("APPLICATION_CONTEXT('core data for automotive mechanical design processes')");
        let application = file.application;
        file.add(&format!(
            "APPLICATION_PROTOCOL_DEFINITION('international standard','automotive_design',2000,#{application})"
        ));
        file.product_context = file.add(&format!("PRODUCT_CONTEXT('',#{application},'mechanical')"));
        file.definition_context =
            file.add(&format!("PRODUCT_DEFINITION_CONTEXT('part definition',#{application},'design')"));
        let length = file.add("(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.))");
        let angle = file.add("(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))");
        let solid_angle = file.add("(NAMED_UNIT(*)SI_UNIT($,.STERADIAN.)SOLID_ANGLE_UNIT())");
        let accuracy = file.add(&format!(
            "UNCERTAINTY_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.E-07),#{length},'distance_accuracy_value','confusion accuracy')"
        ));
        file.geometry_context = file.add(&format!(
            "(GEOMETRIC_REPRESENTATION_CONTEXT(3)GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT((#{accuracy}))\
             GLOBAL_UNIT_ASSIGNED_CONTEXT((#{length},#{angle},#{solid_angle}))REPRESENTATION_CONTEXT('',''))"
        ));
        file
    }

    fn add(&mut self, record: &str) -> Id {
        let id = self.next;
        self.next += 1;
        // Writing into a string cannot fail.
        let _ = writeln!(self.text, "#{id}={record};");
        id
    }

    /// A record without identity of its own: equal ones are written once.
    fn share(&mut self, record: String) -> Id {
        if let Some(&id) = self.known.get(&record) {
            return id;
        }
        let id = self.add(&record);
        self.known.insert(record, id);
        id
    }

    fn finish(self) -> String {
        format!(
            "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('recad model'),'2;1');\n\
             FILE_NAME('','1970-01-01T00:00:00',(''),(''),'recad','recad','');\n\
             FILE_SCHEMA(('AUTOMOTIVE_DESIGN {{ 1 0 10303 214 1 1 1 1 }}'));\nENDSEC;\nDATA;\n{}ENDSEC;\n\
             END-ISO-10303-21;\n",
            self.text
        )
    }

    fn part(&mut self, name: &str, body: &Body) -> Result<(), GeometryError> {
        let name = string(name);
        let (product_context, definition_context) = (self.product_context, self.definition_context);
        let product = self.add(&format!("PRODUCT({name},{name},'',(#{product_context}))"));
        self.add(&format!("PRODUCT_RELATED_PRODUCT_CATEGORY('part',$,(#{product}))"));
        let formation = self.add(&format!("PRODUCT_DEFINITION_FORMATION('','',#{product})"));
        let definition = self.add(&format!("PRODUCT_DEFINITION('design','',#{formation},#{definition_context})"));
        let shape = self.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{definition})"));
        let mut items = vec![self.placement(&Frame::XY)];
        items.extend(Topology::new(self, body).solids(&name)?);
        let context = self.geometry_context;
        let representation =
            self.add(&format!("ADVANCED_BREP_SHAPE_REPRESENTATION({name},{},#{context})", list(&items)));
        self.add(&format!("SHAPE_DEFINITION_REPRESENTATION(#{shape},#{representation})"));
        Ok(())
    }

    fn point(&mut self, p: DVec3) -> Id {
        self.share(format!("CARTESIAN_POINT('',({},{},{}))", real(p.x), real(p.y), real(p.z)))
    }

    fn direction(&mut self, d: DVec3) -> Id {
        self.share(format!("DIRECTION('',({},{},{}))", real(d.x), real(d.y), real(d.z)))
    }

    fn placement(&mut self, frame: &Frame) -> Id {
        let (origin, z, x) = (self.point(frame.origin), self.direction(frame.z), self.direction(frame.x));
        self.share(format!("AXIS2_PLACEMENT_3D('',#{origin},#{z},#{x})"))
    }

    fn surface(&mut self, surface: &Surface) -> Id {
        let mut frame = *surface.frame();
        let shape = match *surface {
            Surface::Plane { .. } => String::new(),
            Surface::Cylinder { radius, .. } | Surface::Sphere { radius, .. } => real(radius),
            Surface::Torus { major, minor, .. } => format!("{},{}", real(major), real(minor)),
            Surface::Cone { radius, half_angle, .. } => {
                // STEP cones open upward.
                if half_angle < 0.0 {
                    frame = Frame { y: -frame.y, z: -frame.z, ..frame };
                }
                format!("{},{}", real(radius), real(half_angle.abs().to_radians()))
            }
        };
        let placement = self.placement(&frame);
        let record = match surface {
            Surface::Plane { .. } => format!("PLANE('',#{placement})"),
            Surface::Cylinder { .. } => format!("CYLINDRICAL_SURFACE('',#{placement},{shape})"),
            Surface::Cone { .. } => format!("CONICAL_SURFACE('',#{placement},{shape})"),
            Surface::Sphere { .. } => format!("SPHERICAL_SURFACE('',#{placement},{shape})"),
            Surface::Torus { .. } => format!("TOROIDAL_SURFACE('',#{placement},{shape})"),
        };
        self.share(record)
    }

    fn curve(&mut self, curve: &Curve3, start: DVec3, end: DVec3) -> Result<Id, GeometryError> {
        Ok(match curve {
            Curve3::Line => {
                let direction = (end - start).normalize_or_zero();
                if direction == DVec3::ZERO {
                    return Err(broken("an edge has no length"));
                }
                let (point, direction) = (self.point(start), self.direction(direction));
                let vector = self.share(format!("VECTOR('',#{direction},1.)"));
                self.share(format!("LINE('',#{point},#{vector})"))
            }
            Curve3::Circle { frame, radius, .. } => {
                let placement = self.placement(frame);
                self.share(format!("CIRCLE('',#{placement},{})", real(*radius)))
            }
            Curve3::Ellipse { frame, major, minor, .. } => {
                // The greater half axis comes first.
                let turned = Frame { x: frame.y, y: -frame.x, ..*frame };
                let (frame, a, b) = if major >= minor { (frame, major, minor) } else { (&turned, minor, major) };
                let placement = self.placement(frame);
                self.share(format!("ELLIPSE('',#{placement},{},{})", real(*a), real(*b)))
            }
            Curve3::Points(_) => return Err(broken("an edge is known by points only")),
        })
    }
}

fn broken(reason: &str) -> GeometryError {
    GeometryError::new(geom::INEXACT, format!("a solid cannot be written as STEP: {reason}"))
}

/// The topology of one body: vertices and edges are written when first met.
struct Topology<'a> {
    file: &'a mut File,
    body: &'a Body,
    vertices: Vec<Option<Id>>,
    edges: Vec<Option<Vec<Id>>>,
}

impl<'a> Topology<'a> {
    fn new(file: &'a mut File, body: &'a Body) -> Self {
        Topology { file, body, vertices: vec![None; body.vertices.len()], edges: vec![None; body.edges.len()] }
    }

    fn solids(&mut self, name: &str) -> Result<Vec<Id>, GeometryError> {
        let mut solids = Vec::new();
        for nest in shells::nests(self.body)? {
            let outer = self.shell(nest.outer)?;
            if nest.voids.is_empty() {
                solids.push(self.file.add(&format!("MANIFOLD_SOLID_BREP({name},#{outer})")));
                continue;
            }
            let mut voids = Vec::with_capacity(nest.voids.len());
            for void in nest.voids {
                // Faces of a void look into it already; the reference says that its shell counts as it is.
                let shell = self.shell(void)?;
                voids.push(self.file.add(&format!("ORIENTED_CLOSED_SHELL('',*,#{shell},.T.)")));
            }
            solids.push(self.file.add(&format!("BREP_WITH_VOIDS({name},#{outer},{})", list(&voids))));
        }
        Ok(solids)
    }

    fn shell(&mut self, number: usize) -> Result<Id, GeometryError> {
        let shell = self.body.shells.get(number).ok_or_else(|| broken("a shell is missing"))?;
        let mut faces = Vec::with_capacity(shell.len());
        for &face in shell {
            let face = self.body.faces.get(face as usize).ok_or_else(|| broken("a face is missing"))?;
            faces.push(self.face(face)?);
        }
        Ok(self.file.add(&format!("CLOSED_SHELL('',{})", list(&faces))))
    }

    fn face(&mut self, face: &BodyFace) -> Result<Id, GeometryError> {
        let surface = self.file.surface(&face.surface);
        let mut bounds = Vec::with_capacity(face.loops.len());
        for (number, coedges) in face.loops.iter().enumerate() {
            let mut edges = Vec::with_capacity(coedges.len());
            for coedge in coedges {
                edges.extend(self.oriented(*coedge)?);
            }
            let edges = self.file.add(&format!("EDGE_LOOP('',{})", list(&edges)));
            let outer = number == 0 && matches!(face.surface, Surface::Plane { .. });
            let kind = if outer { "FACE_OUTER_BOUND" } else { "FACE_BOUND" };
            bounds.push(self.file.add(&format!("{kind}('',#{edges},.T.)")));
        }
        if let Some(place) = self.lone_point(face) {
            let point = self.file.point(place);
            let vertex = self.file.add(&format!("VERTEX_POINT('',#{point})"));
            let bound = self.file.add(&format!("VERTEX_LOOP('',#{vertex})"));
            bounds.push(self.file.add(&format!("FACE_BOUND('',#{bound},.T.)")));
        }
        Ok(self.file.add(&format!("ADVANCED_FACE('',{},#{surface},{})", list(&bounds), flag(face.outward))))
    }

    /// A face needs a bound, and a cone that runs into its apex one there: a loop of a single point.
    fn lone_point(&self, face: &BodyFace) -> Option<DVec3> {
        match (&face.surface, face.loops.as_slice()) {
            (Surface::Cone { frame, .. }, [only]) if self.body.unrolled(&face.surface, only).0.0 != 0 => {
                Some(frame.point(DVec2::ZERO, face.surface.apex_height()?))
            }
            (Surface::Sphere { .. }, []) => Some(face.surface.point(0.0, -90.0)),
            (Surface::Torus { .. }, []) => Some(face.surface.point(0.0, 0.0)),
            _ => None,
        }
    }

    /// The pieces of an edge in the direction of the coedge.
    fn oriented(&mut self, coedge: Coedge) -> Result<Vec<Id>, GeometryError> {
        let known = self.edges.get(coedge.edge as usize).cloned().flatten();
        let mut pieces = match known {
            Some(pieces) => pieces,
            None => {
                let edge = self.body.edges.get(coedge.edge as usize).ok_or_else(|| broken("an edge is missing"))?;
                let pieces = self.edge(edge)?;
                self.edges[coedge.edge as usize] = Some(pieces.clone());
                pieces
            }
        };
        if !coedge.forward {
            pieces.reverse();
        }
        let oriented = |piece: &Id| format!("ORIENTED_EDGE('',*,*,#{piece},{})", flag(coedge.forward));
        Ok(pieces.iter().map(|piece| self.file.add(&oriented(piece))).collect())
    }

    /// An edge in one piece; an ellipse in pieces of at most a quarter, since readers approximate its image in the
    /// parameters of a curved face, and better the shorter it is.
    fn edge(&mut self, edge: &Edge) -> Result<Vec<Id>, GeometryError> {
        let (start_place, start) = self.vertex(edge.start)?;
        let (end_place, end) = self.vertex(edge.end)?;
        let curve = self.file.curve(&edge.curve, start_place, end_place)?;
        let mut ends = vec![start];
        if let Curve3::Ellipse { from, to, .. } = edge.curve {
            let pieces = ((to - from).abs() / 90.0 - 1e-9).ceil().max(1.0) as usize;
            for piece in 1..pieces {
                let t = from + (to - from) * piece as f64 / pieces as f64;
                let place = edge.curve.angular_point(t).ok_or_else(|| broken("an edge is not finite"))?;
                let point = self.file.point(place);
                ends.push(self.file.add(&format!("VERTEX_POINT('',#{point})")));
            }
        }
        ends.push(end);
        let pieces = ends.windows(2).map(|ends| format!("EDGE_CURVE('',#{},#{},#{curve},.T.)", ends[0], ends[1]));
        Ok(pieces.map(|piece| self.file.add(&piece)).collect())
    }

    fn vertex(&mut self, vertex: u32) -> Result<(DVec3, Id), GeometryError> {
        let place = *self.body.vertices.get(vertex as usize).ok_or_else(|| broken("a vertex is missing"))?;
        if let Some(id) = self.vertices[vertex as usize] {
            return Ok((place, id));
        }
        let point = self.file.point(place);
        let id = self.file.add(&format!("VERTEX_POINT('',#{point})"));
        self.vertices[vertex as usize] = Some(id);
        Ok((place, id))
    }
}

fn list(ids: &[Id]) -> String {
    let mut out = String::from("(");
    for (number, id) in ids.iter().enumerate() {
        let _ = write!(out, "{}#{id}", if number == 0 { "" } else { "," });
    }
    out.push(')');
    out
}

fn flag(value: bool) -> &'static str {
    if value { ".T." } else { ".F." }
}

/// A real always has a point; the shortest digits that read back to the same number.
fn real(value: f64) -> String {
    let text = format!("{:?}", value + 0.0);
    match text.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => format!("{digits}E{exponent}"),
        Some((digits, exponent)) => format!("{digits}.E{exponent}"),
        None => text.strip_suffix('0').filter(|text| text.ends_with('.')).unwrap_or(&text).to_owned(),
    }
}

/// A quoted string; characters beyond ASCII in the `\X2\` form.
fn string(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            '\\' => out.push_str("\\\\"),
            ' '..='~' => out.push(c),
            _ => {
                out.push_str("\\X2\\");
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "{unit:04X}");
                }
                out.push_str("\\X0\\");
            }
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests;
