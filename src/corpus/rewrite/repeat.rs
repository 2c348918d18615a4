//! Repetitions: where the first copy stands, how far apart the others are, and how many there are.

use super::build::Builder;
use super::form::Form;
use super::group::Group;
use super::layout::{self, Layout, Motion};
use super::name::Named;
use super::shape::{Formed, Noun, letter};
use super::solve::{Constraint, Place, Solver};
use super::word::pluralised;
use crate::corpus::plan::{About, BinaryOp, CoordinateAxis, Expr, Mirror, Outline, Quantity, Repeat};
use crate::model::{DVec2, trig};

/// Scattered copies beyond this many keep their numbers.
const MOST_PLACED: usize = 4;

impl Builder {
    /// The repetition of a feature along its sweep.
    pub(super) fn layers(
        &mut self,
        (count, pitch): (usize, f64),
        axis: usize,
        ends: &[Form; 2],
        noun: &Noun,
    ) -> Repeat {
        self.patterns += 1;
        let many = pluralised(&noun.noun);
        let doc = format!("Distance between neighbouring {many}, along {}.", letter(axis));
        let pitch = self.solver.length(&noun.name("pitch"), &doc, pitch);
        let doc = format!("Number of {many} along {}.", letter(axis));
        let id = self.solver.parameter(&noun.name("count"), &doc, Quantity::Count, count as f64);
        self.solver.require(pitch.plus(-1.0, &ends[1].plus(-1.0, &ends[0])));
        let host_end = self.host[axis][1].clone();
        let gap = host_end.plus(-1.0, &ends[1]);
        if self.solver.value(&gap) - (count - 1) as f64 * self.solver.value(&pitch) >= -self.solver.tolerance {
            self.solver.constraints.push(Constraint { form: gap, product: Some((id, pitch.clone(), -1.0)) });
        }
        let mut by = [Expr::ZERO, Expr::ZERO, Expr::ZERO];
        by[axis] = pitch.expr(&self.solver.names);
        Repeat::Linear { count: Expr::Name(self.solver.names[id].clone()), by: by.to_vec() }
    }

    /// Turned or mirrored copies: the first one placed by itself, and its repetition.
    pub(super) fn moved_copies(
        &mut self,
        group: &Group,
        named: &Named,
        axes: [usize; 2],
        noun: &Noun,
    ) -> (Formed, Repeat) {
        let formed = self.solver.single(named, axes, noun);
        match group.motion {
            Motion::Reflection { axis } => {
                self.mirrors += 1;
                self.solver.require(formed.bounds[axis][0].clone());
                let axis = if axis == 0 { CoordinateAxis::X } else { CoordinateAxis::Y };
                (formed, Repeat::Mirror { across: Mirror { axis, at: Expr::ZERO } })
            }
            Motion::Turn { .. } | Motion::Shift => {
                self.patterns += 1;
                let center = match group.motion {
                    Motion::Turn { center } => self.solver.center(axes, center, noun),
                    _ => Default::default(),
                };
                let doc = format!("Number of {}, all round.", pluralised(&noun.noun));
                let count = group.points.len();
                let id = self.solver.parameter(&noun.name("count"), &doc, Quantity::Count, count as f64);
                let count = Expr::Name(self.solver.names[id].clone());
                (formed, Repeat::Circular { count, about: self.about(&center), angle: None })
            }
        }
    }

    fn about(&self, center: &[Form; 2]) -> About {
        if center.iter().all(Form::is_zero) {
            About::Origin
        } else {
            About::Point(center.each_ref().map(|form| form.expr(&self.solver.names)))
        }
    }

    /// Several copies of an outline: one placed and repeated, or each placed.
    pub(super) fn copies(
        &mut self,
        group: &Group,
        named: &Named,
        axes: [usize; 2],
        noun: &Noun,
    ) -> Vec<(Formed, Vec<Repeat>)> {
        let tolerance = self.solver.tolerance;
        let round = matches!(named, Named::Circle { .. });
        let middle =
            |solver: &Solver, k: usize| solver.axes[axes[k]].middle.as_ref().map_or(f64::NAN, |middle| middle.0);
        let offset = DVec2::new(middle(&self.solver, 0), middle(&self.solver, 1));
        let is_centered = offset.x.abs() <= tolerance && offset.y.abs() <= tolerance;
        match layout::layout(&group.points, named.is_symmetric(), round, self.is_round, tolerance) {
            Layout::Mirror { axis, point } if is_centered => vec![self.pair(named, axes, noun, axis, point)],
            Layout::Grid { columns, rows, center, pitch } => {
                vec![self.grid(named, axes, noun, [columns, rows], (center, pitch))]
            }
            Layout::Circular { count, center, radius, start } => {
                vec![self.ring(named, axes, noun, (count, start), (center, radius))]
            }
            Layout::Scattered { .. } | Layout::Mirror { .. } => self.each(group, named, axes, noun),
        }
    }

    /// A pair about the middle: the copy on the positive side and its image.
    fn pair(
        &mut self,
        named: &Named,
        axes: [usize; 2],
        noun: &Noun,
        axis: usize,
        point: DVec2,
    ) -> (Formed, Vec<Repeat>) {
        self.mirrors += 1;
        let other = 1 - axis;
        let doc = format!(
            "Distance of the {}' centres from the nearest edge, along {}.",
            pluralised(&noun.noun),
            letter(axes[other])
        );
        let across = self.solver.place(
            axes[other],
            point[other],
            Place::Center,
            &noun.name(&letter(axes[other]).to_string()),
            &doc,
        );
        let along = self.half_span(axes[axis], point[axis], noun, None);
        let at = if axis == 0 { [along, across] } else { [across, along] };
        let formed = self.solver.copy(named, axes, at, [other == 0, other == 1], noun);
        // Both copies stay apart.
        self.solver.require(formed.bounds[axis][0].clone());
        let axis = if axis == 0 { CoordinateAxis::X } else { CoordinateAxis::Y };
        let repeat = Repeat::Mirror { across: Mirror { axis, at: Expr::ZERO } };
        (formed, vec![repeat])
    }

    /// Columns and rows about `center`, `pitch` apart.
    fn grid(
        &mut self,
        named: &Named,
        axes: [usize; 2],
        noun: &Noun,
        counts: [usize; 2],
        (center, pitch): (DVec2, DVec2),
    ) -> (Formed, Vec<Repeat>) {
        let tolerance = self.solver.tolerance;
        self.patterns += 1;
        let at = self.solver.center(axes, center, noun);
        let [columns, rows] = counts;
        let mut forms: [Form; 2] = Default::default();
        let margins: [Option<f64>; 2] = [0, 1].map(|k| self.margin(axes[k], center[k], pitch[k] / 2.0, counts[k]));
        // A row that reaches from edge to edge keeps doing so, however many there are.
        let spread: [Option<f64>; 2] = [0, 1].map(|k| self.spread(axes[k], center[k], pitch[k], counts[k]));
        let outer = [0, 1].map(|k| margins[k].or(spread[k]));
        let shared = match outer {
            [Some(a), Some(b)] if (a - b).abs() <= tolerance => {
                let doc = format!("Distance of the outer {}' centres from the edges.", pluralised(&noun.noun));
                Some(self.solver.length(&noun.name("margin"), &doc, a))
            }
            _ => None,
        };
        let free = shared.is_none() && spread == [None, None];
        let square = columns > 1 && rows > 1 && (pitch.x - pitch.y).abs() <= tolerance && free;
        let mut repeats_count: [Expr; 2] = [Expr::Number(columns as f64), Expr::Number(rows as f64)];
        let mut counted: [Option<usize>; 2] = [None, None];
        for k in 0..2 {
            if counts[k] < 2 {
                continue;
            }
            forms[k] = if let Some(gap) = spread[k] {
                let doc = format!(
                    "Distance of the outer {}' centres from the edge, along {}.",
                    pluralised(&noun.noun),
                    letter(axes[k])
                );
                let name = noun.name(&format!("margin_{}", letter(axes[k])));
                let margin = shared.clone().unwrap_or_else(|| self.solver.length(&name, &doc, gap));
                let middle = self.solver.axes[axes[k]].middle.as_ref().map(|middle| middle.1.clone());
                let edge = self.host[axes[k]][1].plus(-1.0, &middle.unwrap_or_default());
                edge.plus(-1.0, &margin).times(2.0)
            } else if counts[k] == 2 && margins[k].is_some() && !square {
                self.half_span(axes[k], pitch[k] / 2.0, noun, shared.clone()).times(2.0)
            } else if square && k == 1 {
                forms[0].clone()
            } else {
                let (name, doc) = if columns > 1 && rows > 1 && !square {
                    (
                        format!("pitch_{}", letter(axes[k])),
                        format!("Distance between neighbouring {}, along {}.", pluralised(&noun.noun), letter(axes[k])),
                    )
                } else {
                    ("pitch".to_owned(), format!("Distance between neighbouring {}.", pluralised(&noun.noun)))
                };
                self.solver.length(&noun.name(&name), &doc, pitch[k])
            };
            if counts[k] > 2 {
                let (name, doc) = match (columns > 1 && rows > 1, k) {
                    (false, _) => ("count", format!("Number of {}.", pluralised(&noun.noun))),
                    (true, 0) => ("columns", format!("Number of columns of {}.", pluralised(&noun.noun))),
                    (true, _) => ("rows", format!("Number of rows of {}.", pluralised(&noun.noun))),
                };
                let id = self.solver.parameter(&noun.name(name), &doc, Quantity::Count, counts[k] as f64);
                counted[k] = Some(id);
                repeats_count[k] = Expr::Name(self.solver.names[id].clone());
            }
        }
        let mut formed = self.solver.copy(named, axes, at, counts.map(|count| count == 1), noun);
        for k in 0..2 {
            let size = formed.bounds[k][1].plus(-1.0, &formed.bounds[k][0]);
            if counts[k] < 2 {
                continue;
            }
            if spread[k].is_some() {
                if let Some(id) = counted[k] {
                    let product = Some((id, size.clone(), -1.0));
                    self.solver.constraints.push(Constraint { form: forms[k].clone(), product });
                }
                formed.bounds[k][0] = formed.bounds[k][0].plus(-0.5, &forms[k]);
                formed.bounds[k][1] = formed.bounds[k][1].plus(0.5, &forms[k]);
                continue;
            }
            self.solver.require(forms[k].plus(-1.0, &size));
            match counted[k] {
                // Inside the host, both ends.
                Some(id) => {
                    let [from, to] = self.host[axes[k]].clone();
                    let gaps = [formed.bounds[k][0].plus(-1.0, &from), to.plus(-1.0, &formed.bounds[k][1])];
                    for gap in gaps {
                        let now = self.solver.value(&gap) - 0.5 * (counts[k] - 1) as f64 * pitch[k];
                        if now > tolerance {
                            let product = Some((id, forms[k].clone(), -0.5));
                            self.solver.constraints.push(Constraint { form: gap, product });
                        }
                    }
                }
                None => {
                    let half = 0.5 * (counts[k] - 1) as f64;
                    formed.bounds[k][0] = formed.bounds[k][0].plus(-half, &forms[k]);
                    formed.bounds[k][1] = formed.bounds[k][1].plus(half, &forms[k]);
                }
            }
        }
        // Of one column or row the distance means nothing.
        let step = |k: usize| {
            let form = forms[k].expr(&self.solver.names);
            match (spread[k], counted[k]) {
                (Some(_), Some(_)) => {
                    let gaps = Expr::binary(BinaryOp::Subtract, repeats_count[k].clone(), 1.0.into());
                    Expr::binary(BinaryOp::Divide, form, gaps)
                }
                _ => form,
            }
        };
        let (dx, dy) = (step(0), step(1));
        let [columns, rows] = repeats_count;
        let grid = Repeat::Grid { columns, rows, dx, dy, centered: true };
        (formed, vec![grid])
    }

    /// Copies evenly on a circle, the first one in direction `start`.
    fn ring(
        &mut self,
        named: &Named,
        axes: [usize; 2],
        noun: &Noun,
        (count, start): (usize, f64),
        (center, radius): (DVec2, f64),
    ) -> (Formed, Vec<Repeat>) {
        self.patterns += 1;
        let at = self.solver.center(axes, center, noun);
        let doc = format!("Diameter of the circle of {}.", pluralised(&noun.noun));
        let circle = self.solver.length(&noun.name("circle_d"), &doc, 2.0 * radius).times(0.5);
        let id = self.solver.parameter(
            &noun.name("count"),
            &format!("Number of {} on the circle.", pluralised(&noun.noun)),
            Quantity::Count,
            count as f64,
        );
        let (sin, cos) = trig::sin_cos(start);
        let first = [at[0].plus(cos, &circle), at[1].plus(sin, &circle)];
        let mut formed = self.solver.copy(named, axes, first, [false; 2], noun);
        // The ring of copies inside the host, and the copies apart.
        let own = if let Named::Circle { radius, .. } = named { *radius } else { radius / count as f64 };
        let size = formed.bounds[0][1].plus(-1.0, &formed.bounds[0][0]).times(0.5);
        let reach = circle.plus(1.0, &size);
        formed.bounds = [0, 1].map(|k| [at[k].plus(-1.0, &reach), at[k].plus(1.0, &reach)]);
        let most = (std::f64::consts::PI * radius / own * 0.9).floor();
        if let Some(draft) = self.solver.drafts.get_mut(id) {
            draft.bounds = (2.0, most.min(4.0 * count as f64));
        }
        let chord = 2.0 * trig::sin(180.0 / count as f64);
        self.solver.require(circle.times(chord).plus(-2.0, &size));
        let count = Expr::Name(self.solver.names[id].clone());
        (formed, vec![Repeat::Circular { count, about: self.about(&at), angle: None }])
    }

    /// Each copy at its own place.
    fn each(&mut self, group: &Group, named: &Named, axes: [usize; 2], noun: &Noun) -> Vec<(Formed, Vec<Repeat>)> {
        let literal = group.points.len() > MOST_PLACED;
        let mut places = Vec::new();
        for point in &group.points {
            places.push(if literal {
                [self.solver.literal(point.x), self.solver.literal(point.y)]
            } else {
                self.solver.center(axes, *point, noun)
            });
        }
        let mut copies: Vec<(Formed, Vec<Repeat>)> = Vec::new();
        let Some((first, rest)) = places.split_first() else { return copies };
        let formed = self.solver.copy(named, axes, first.clone(), [false; 2], noun);
        for at in rest {
            copies.push((displaced(&formed, first, at, named, &self.solver), Vec::new()));
        }
        copies.insert(0, (formed, Vec::new()));
        copies
    }

    /// How far a pair is from the host's edge, if it is nearer to it than to the middle.
    fn margin(&self, axis: usize, center: f64, half: f64, count: usize) -> Option<f64> {
        let middle = self.solver.axes[axis].middle.as_ref()?;
        if count != 2 || (middle.0 - center).abs() > self.solver.tolerance {
            return None;
        }
        let (_, gap) = self.solver.edge_beyond(axis, middle.0 + half)?;
        (gap < half).then_some(gap)
    }

    /// How far a row of at least three about the middle is from the host's edge, if that is less than its steps.
    fn spread(&self, axis: usize, center: f64, pitch: f64, count: usize) -> Option<f64> {
        let middle = self.solver.axes[axis].middle.as_ref()?;
        if count < 3 || (middle.0 - center).abs() > self.solver.tolerance {
            return None;
        }
        let edge = self.solver.value(self.solver.axes[axis].host.as_ref()?.get(1)?);
        let gap = edge - (middle.0 + pitch * 0.5 * (count - 1) as f64);
        (gap > self.solver.tolerance && gap < pitch).then_some(gap)
    }

    /// Half the distance of a pair about the middle: from the edge inwards, or a distance of its own.
    fn half_span(&mut self, axis: usize, half: f64, noun: &Noun, margin: Option<Form>) -> Form {
        let middle = self.solver.axes[axis].middle.as_ref().map_or(0.0, |middle| middle.0);
        if let Some(known) = self.solver.find(axis, middle + half, Place::Center)
            && !known.is_number()
        {
            let middle = self.solver.axes[axis].middle.as_ref().map(|middle| middle.1.clone()).unwrap_or_default();
            return known.plus(-1.0, &middle);
        }
        let middle_form = self.solver.axes[axis].middle.as_ref().map(|middle| middle.1.clone()).unwrap_or_default();
        let form = match (self.margin(axis, middle, half, 2), self.solver.edge_beyond(axis, middle + half)) {
            (Some(gap), Some((edge, _))) => {
                let margin = margin.unwrap_or_else(|| {
                    let doc = format!(
                        "Distance of the {}' centres from the edge, along {}.",
                        pluralised(&noun.noun),
                        letter(axis)
                    );
                    self.solver.length(&noun.name(&format!("margin_{}", letter(axis))), &doc, gap)
                });
                edge.plus(-1.0, &margin).plus(-1.0, &middle_form)
            }
            _ => {
                let doc = format!("Distance between both {}, along {}.", pluralised(&noun.noun), letter(axis));
                self.solver.length(&noun.name("spacing"), &doc, 2.0 * half).times(0.5)
            }
        };
        self.solver.learn(axis, &middle_form.plus(1.0, &form), Place::Center);
        form
    }
}

/// The same outline about another place.
fn displaced(formed: &Formed, from: &[Form; 2], to: &[Form; 2], named: &Named, solver: &Solver) -> Formed {
    let by = [to[0].plus(-1.0, &from[0]), to[1].plus(-1.0, &from[1])];
    let bounds = [0, 1].map(|k| formed.bounds[k].each_ref().map(|end| end.plus(1.0, &by[k])));
    let point = to.each_ref().map(|form| form.expr(&solver.names));
    let outline = match formed.outline.clone() {
        Outline::Circle { radius, .. } => Outline::Circle { center: point, radius },
        Outline::Rect { width, height, .. } => Outline::Rect { center: point, width, height },
        Outline::RoundedRect { width, height, radius, .. } => {
            Outline::RoundedRect { center: point, width, height, radius }
        }
        Outline::Slot { width, .. } => {
            let Named::Slot { start, end, .. } = named else { return solver.frozen(named, Some(to.clone())) };
            let along = usize::from(start.x == end.x);
            let across = 1 - along;
            // The centres of the ends lie half a width inside the box.
            let half = bounds[across][1].plus(-1.0, &bounds[across][0]).times(0.5);
            let place = |side: usize, sign: f64| {
                let mut place = to.clone();
                place[along] = bounds[along][side].plus(sign, &half);
                place.each_ref().map(|form| form.expr(&solver.names))
            };
            Outline::Slot { start: place(0, 1.0), end: place(1, -1.0), width }
        }
        _ => solver.frozen(named, Some(to.clone())).outline,
    };
    Formed { outline, bounds }
}
