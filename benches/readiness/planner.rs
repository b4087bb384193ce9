//! Hotseat's own policy, through the library's public functions.

use std::time::{Duration, Instant};

use hotseat::memory::{
    Answer, AreaState, Beliefs, Family, Grade, Parameters, Trace, pooled_first_try_rate, state,
};
use hotseat::schedule::{
    Horizon, Item, Model, Outlook, Prices, mix, outlook, probe_share, queue_with_plan, today,
};

use crate::learner::AREAS;
use crate::world::{FIRST_TRY, Policy, Setting};

/// Says what the planner knows and does.
#[derive(Debug, Clone)]
pub struct Options {
    /// Parameters it starts from.
    pub believed: Parameters,
    /// Whether it calibrates to the learner.
    pub calibrate: bool,
    /// Whether it spends time on probes.
    pub probe: bool,
    /// First-try rate it is told; none has it learn them area by area.
    pub first_try: Option<f64>,
    /// Days on which it predicts the readiness on the day.
    pub predict_on: Vec<i64>,
}

impl Options {
    /// Knows the learner: default parameters and the first-try rate.
    pub fn knowing() -> Self {
        Self {
            believed: Parameters::default(),
            calibrate: false,
            probe: false,
            first_try: Some(FIRST_TRY),
            predict_on: Vec::new(),
        }
    }

    /// Knows nothing but the defaults, and learns.
    pub fn learning() -> Self {
        Self { calibrate: true, probe: true, first_try: None, ..Self::knowing() }
    }
}

/// Plans with the library and keeps what its shell would keep.
pub struct Planner {
    options: Options,
    setting: Setting,
    family: Family,
    beliefs: Beliefs,
    traces: Vec<Option<Trace>>,
    areas: Vec<AreaState>,
    prices: Option<Prices>,
    keys: Vec<u64>,
    seed: u64,
    /// (day, prediction).
    pub outlooks: Vec<(i64, Outlook)>,
    /// Time of each replan.
    pub solves: Vec<Duration>,
}

impl Planner {
    pub fn new(setting: Setting, options: Options, seed: u64) -> Self {
        let family = if options.calibrate {
            Family::around(&options.believed)
        } else {
            Family::of_one(options.believed.clone())
        };
        Self {
            family,
            beliefs: Beliefs::default(),
            traces: vec![None; setting.drills],
            areas: vec![AreaState::default(); AREAS],
            prices: None,
            keys: (0..setting.drills as u64).map(|d| mix(seed, d)).collect(),
            outlooks: Vec::new(),
            solves: Vec::new(),
            options,
            setting,
            seed,
        }
    }

    fn chosen(&self) -> usize {
        self.beliefs.chosen(&self.family)
    }

    fn model(&self, chosen: usize) -> Model {
        let parameters = self.family.parameters(chosen).clone();
        match self.options.first_try {
            Some(rate) => {
                let mut model = Model::new(parameters, Vec::new());
                model.pooled = rate;
                model
            }
            None => Model::new(parameters, self.areas.clone()),
        }
    }
}

impl Policy for Planner {
    fn queue(&mut self, day: i64, budget_s: f64) -> Vec<(usize, f64)> {
        let start = Instant::now();
        let chosen = self.chosen();
        let model = self.model(chosen);
        let items: Vec<Item> = self
            .traces
            .iter()
            .enumerate()
            .map(|(drill, trace)| {
                let memory = trace.as_ref().map(|trace| trace.memory(chosen));
                Item::new(self.keys[drill], (drill % AREAS) as u16, memory)
            })
            .collect();
        let mut horizon = Horizon::even(day, self.setting.days, self.setting.minutes);
        horizon.minutes[0] = budget_s / 60.0;
        let plan = today(&items, &horizon, &model, self.prices.as_ref(), self.seed);
        let probes = if self.options.probe { probe_share(self.beliefs.spaced_reviews) } else { 0.0 };
        let queue = queue_with_plan(&items, &horizon, &model, &plan, probes, self.seed);
        self.solves.push(start.elapsed());
        if self.options.predict_on.contains(&day) {
            let traces: Vec<Option<&Trace>> = self.traces.iter().map(Option::as_ref).collect();
            let look = outlook(
                &items,
                &traces,
                &horizon,
                &model,
                &self.family,
                &self.beliefs,
                &plan.prices,
                mix(self.seed, day as u64),
            );
            self.outlooks.push((day, look));
        }
        self.prices = Some(plan.prices);
        queue.into_iter().map(|choice| (choice.index, choice.expected_s)).collect()
    }

    fn learn(&mut self, drill: usize, day: i64, grade: Grade, first: bool) {
        let area = drill % AREAS;
        if first {
            let pooled = pooled_first_try_rate(&self.areas);
            self.areas[area].first_try(grade.is_right(), 0.0, pooled, day);
        } else if let Some(trace) = &self.traces[drill] {
            let chosen = self.chosen();
            let memory = trace.memory(chosen);
            let recall = state::retrievability(
                self.family.parameters(chosen),
                memory.stability_days,
                memory.elapsed(day),
            );
            self.areas[area].review(recall, grade.is_right(), 0.0, 0.0, day);
        }
        let mut note = |grade| {
            self.beliefs.observe(
                &self.family,
                &mut self.traces[drill],
                Answer { grade, day, guess: 0.0, slip: 0.0 },
            );
        };
        note(grade);
        if !grade.is_right() {
            note(Grade::Good);
        }
    }
}
