//! Every expression of a plan, in the order of the program.

use super::{About, Body, Expr, Extent, Face, Feature, Flat, Outline, Placed, Plan, Plane, Repeat, Segment, Sketch};

impl Plan {
    /// Calls `visit` for every expression after the parameters: values, shapes, features.
    pub fn each_expr(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.values.iter_mut().for_each(|item| visit(&mut item.value));
        self.shapes.iter_mut().for_each(|item| item.outline.each_expr(visit));
        self.features.iter_mut().for_each(|item| item.each_expr(visit));
    }
}

impl Feature {
    /// Calls `visit` for every expression.
    pub fn each_expr(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.body.each_expr(visit);
        self.repeats.iter_mut().for_each(|item| item.each_expr(visit));
    }
}

impl Body {
    /// Calls `visit` for every expression.
    pub fn each_expr(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            Body::Flat(Flat::Loop(outline)) => outline.each_expr(visit),
            Body::Flat(Flat::Face(face)) => face.each_expr(visit),
            Body::Flat(Flat::Sketch(sketch)) => sketch.each_expr(visit),
            Body::Extrude { sketch, extent } => {
                sketch.each_expr(visit);
                match extent {
                    Extent::OneSide { height } | Extent::Symmetric { height } => visit(height),
                    Extent::TwoSides { height, back } => each([height, back], visit),
                }
            }
            Body::Revolve { sketch, point, direction, angle } => {
                sketch.each_expr(visit);
                each(point, visit);
                each(direction, visit);
                each(angle, visit);
            }
            Body::Box { width, depth, height, at } => {
                each([width, depth, height], visit);
                each(at, visit);
            }
            Body::Cylinder { radius, height, at } => {
                each([radius, height], visit);
                each(at, visit);
            }
            Body::Cone { bottom, top, height, at } => {
                each([bottom, top, height], visit);
                each(at, visit);
            }
            Body::Sphere { radius, center } => {
                visit(radius);
                each(center, visit);
            }
            Body::Group { features } => features.iter_mut().for_each(|item| item.each_expr(visit)),
            Body::Moved { body, turns, by } => {
                body.each_expr(visit);
                turns.iter_mut().for_each(|(_, angle)| visit(angle));
                each(by, visit);
            }
        }
    }
}

impl Sketch {
    /// Calls `visit` for every expression.
    pub fn each_expr(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match &mut self.plane {
            Plane::Xy { offset } | Plane::Xz { offset } | Plane::Yz { offset } => visit(offset),
            Plane::Any { origin, x, normal } => each([origin, x, normal].into_iter().flatten(), visit),
        }
        for Placed { shape, repeats } in &mut self.faces {
            shape.each_expr(visit);
            repeats.iter_mut().for_each(|item| item.each_expr(visit));
        }
    }
}

impl Face {
    /// Calls `visit` for every expression.
    pub fn each_expr(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.outer.each_expr(visit);
        for Placed { shape, repeats } in &mut self.holes {
            shape.each_expr(visit);
            repeats.iter_mut().for_each(|item| item.each_expr(visit));
        }
    }
}

impl Outline {
    /// Calls `visit` for every expression.
    pub fn each_expr(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            Outline::Circle { center, radius } => {
                each(center, visit);
                visit(radius);
            }
            Outline::Rect { center, width, height } => {
                each(center, visit);
                each([width, height], visit);
            }
            Outline::RoundedRect { center, width, height, radius } => {
                each(center, visit);
                each([width, height, radius], visit);
            }
            Outline::Slot { start, end, width } => {
                each([start, end].into_iter().flatten(), visit);
                visit(width);
            }
            Outline::RegularPolygon { center, radius, sides, rotation } => {
                each(center, visit);
                each([radius, sides, rotation], visit);
            }
            Outline::Polygon { points } => each(points.iter_mut().flatten(), visit),
            Outline::Path { start, segments } => {
                each(start, visit);
                for segment in segments {
                    match segment {
                        Segment::Line { to } => each(to, visit),
                        Segment::Arc { via, to } => each([via, to].into_iter().flatten(), visit),
                    }
                }
            }
            Outline::Named { .. } => {}
        }
    }
}

impl Repeat {
    /// Calls `visit` for every expression.
    pub fn each_expr(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            Repeat::Linear { count, by } => {
                visit(count);
                each(by, visit);
            }
            Repeat::Grid { columns, rows, dx, dy, .. } => each([columns, rows, dx, dy], visit),
            Repeat::Circular { count, about, angle } => {
                visit(count);
                match about {
                    About::Origin => {}
                    About::Point(point) => each(point, visit),
                    About::Axis { through, .. } => each(through, visit),
                }
                each(angle, visit);
            }
            Repeat::Mirror { across } => visit(&mut across.at),
            Repeat::Each { count, except, .. } => {
                visit(count);
                each(except, visit);
            }
        }
    }
}

fn each<'a>(exprs: impl IntoIterator<Item = &'a mut Expr>, visit: &mut dyn FnMut(&mut Expr)) {
    exprs.into_iter().for_each(visit);
}
