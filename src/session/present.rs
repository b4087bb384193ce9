//! A drill as it is shown once: options shuffled, numbers drawn, all from one seed.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::{IndexedRandom, SliceRandom};
use serde::Serialize;

use crate::drill::{Drawn, Drill, Kind, fill};

/// How an answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Input {
    /// One option.
    Choice,
    /// Any of the sentences.
    Choices,
    /// Every option, in order.
    Order,
    /// A number.
    Number,
    /// Free text.
    Text,
}

/// What the learner sees of one step of a drill.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The question.
    pub prompt: String,
    /// A drawing in text, to be shown as it is.
    pub sketch: Option<String>,
    /// The numbered sentences.
    pub text: Vec<String>,
    /// The options in the order shown.
    pub options: Vec<String>,
    /// How it is answered.
    pub input: Input,
    /// Which step it is, from 1.
    pub step: u8,
    /// How many steps there are.
    pub steps: u8,
}

/// A drill with its shuffles and draws fixed.
#[derive(Clone, Debug, PartialEq)]
pub struct Presented {
    /// The seed everything comes from.
    pub seed: u64,
    /// For shuffled kinds: which option of the drill stands at each place.
    pub order: Vec<usize>,
    /// For `compute`: the numbers.
    pub drawn: Option<Drawn>,
    /// For `contrast`: the weak answer of the second step, and its flaws in the order shown.
    pub second: Option<(usize, Vec<String>)>,
}

impl Presented {
    /// Fixes the shuffles and draws of a drill.
    pub fn new(drill: &Drill, seed: u64) -> Self {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let shuffled = |count: usize, random: &mut Xoshiro256PlusPlus| {
            let mut order: Vec<usize> = (0..count).collect();
            order.shuffle(random);
            order
        };
        let mut presented = Self { seed, order: Vec::new(), drawn: None, second: None };
        match &drill.kind {
            Kind::Contrast { weak, decoys, .. } => {
                presented.order = shuffled(weak.len() + 1, &mut random);
                let shown = (0..weak.len()).collect::<Vec<_>>().choose(&mut random).copied().unwrap_or(0);
                let mut flaws: Vec<String> = Vec::new();
                for flaw in weak.iter().map(|weak| &weak.flaw).chain(decoys) {
                    if !flaws.contains(flaw) {
                        flaws.push(flaw.clone());
                    }
                }
                flaws.shuffle(&mut random);
                presented.second = Some((shown, flaws));
            }
            Kind::Choose(choice) => presented.order = shuffled(choice.wrong.len() + 1, &mut random),
            Kind::Order { steps } => {
                presented.order = shuffled(steps.len(), &mut random);
                // An order that is right already gives the answer away.
                if presented.order.is_sorted() {
                    presented.order.rotate_left(1);
                }
            }
            Kind::Compute(compute) => presented.drawn = compute.draw(seed).ok(),
            Kind::Spot { .. } | Kind::Recall { .. } | Kind::Open { .. } => {}
        }
        presented
    }

    /// Returns what is shown of a step, from 1.
    pub fn ask(&self, drill: &Drill, step: u8) -> Ask {
        let mut ask = Ask {
            prompt: drill.ask.clone(),
            sketch: None,
            text: Vec::new(),
            options: Vec::new(),
            input: Input::Text,
            step,
            steps: 1,
        };
        match &drill.kind {
            Kind::Contrast { strong, weak, .. } => {
                ask.input = Input::Choice;
                ask.steps = 2;
                if step == 2
                    && let Some((shown, flaws)) = &self.second
                {
                    ask.prompt = format!("What is the flaw of this answer?\n\n{}", weak[*shown].text);
                    ask.options.clone_from(flaws);
                } else {
                    let answers: Vec<&String> =
                        std::iter::once(strong).chain(weak.iter().map(|weak| &weak.text)).collect();
                    ask.options = self.order.iter().map(|&index| answers[index].clone()).collect();
                }
            }
            Kind::Choose(choice) => {
                ask.input = Input::Choice;
                let options: Vec<&String> = std::iter::once(&choice.right)
                    .chain(choice.wrong.iter().map(|wrong| &wrong.text))
                    .collect();
                ask.options = self.order.iter().map(|&index| options[index].clone()).collect();
            }
            Kind::Spot { sketch, text, .. } => {
                ask.input = Input::Choices;
                ask.sketch.clone_from(sketch);
                ask.text.clone_from(text);
            }
            Kind::Order { steps } => {
                ask.input = Input::Order;
                ask.options = self.order.iter().map(|&index| steps[index].clone()).collect();
            }
            Kind::Compute(compute) => {
                ask.input = Input::Number;
                if let Some(drawn) = &self.drawn {
                    ask.prompt = fill(&drill.ask, &drawn.values);
                }
                if !compute.unit.is_empty() {
                    ask.prompt = format!("{} (in {})", ask.prompt, unit_name(&compute.unit));
                }
            }
            Kind::Recall { .. } => {}
            Kind::Open { question, .. } => {
                if let Some(question) = question
                    && !drill.ask.contains(question.as_str())
                {
                    ask.prompt = format!("{}\n\n“{question}”", drill.ask);
                }
            }
        }
        ask
    }

    /// Returns the model answer with its numbers filled in.
    pub fn model(&self, drill: &Drill) -> Option<String> {
        let model = match (&drill.kind, &drill.model) {
            (Kind::Contrast { strong, .. }, None) => strong,
            (_, model) => model.as_ref()?,
        };
        Some(self.drawn.as_ref().map_or_else(|| model.clone(), |drawn| fill(model, &drawn.values)))
    }
}

fn unit_name(unit: &str) -> &str {
    match unit {
        "pp" => "percentage points",
        "x" => "times",
        other => other,
    }
}
