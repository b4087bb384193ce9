//! The warm-up on the morning of the interview. It claims no figure.

use super::{Item, Model, mix};

/// Ranks drills seen before by what a last look may save: weight × (1 − recall today) / cost.
pub fn warm_up(items: &[Item], model: &Model, today: i64, count: usize, seed: u64) -> Vec<usize> {
    let mut ranked: Vec<(f64, usize)> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.may_be_asked(today))
        .filter_map(|(index, item)| {
            let recall = item.memory?.recall_on(&model.parameters, today);
            let worth = item.sane_weight() * (1.0 - recall) / item.cost.review(recall);
            Some((worth, index))
        })
        .collect();
    ranked.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| mix(seed, items[a.1].key).cmp(&mix(seed, items[b.1].key)))
    });
    ranked.into_iter().take(count).map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Grade, Memory, Parameters};

    #[test]
    fn fading_and_heavy_drills_come_first_and_new_ones_not_at_all() {
        let model = Model::new(Parameters::default(), Vec::new());
        let seen = |key, day| {
            let memory = Memory::first(&Parameters::default(), Grade::Good, day);
            Item::new(key, 0, Some(memory))
        };
        let mut items = [seen(1, 0), seen(2, 18), seen(3, 0), Item::new(4, 0, None)];
        items[2].weight = 3.0;
        assert_eq!(warm_up(&items, &model, 20, 9, 1), [2, 0, 1]);
        assert_eq!(warm_up(&items, &model, 20, 1, 1), [2]);
    }
}
