mod data;
use hotseat::grade::Check; use hotseat::grade::checks::{self,teams}; use hotseat::grade::text::Analysis; use hotseat::grade::text::pattern::ClassMap;
fn main(){ let all=data::load(&[data::answers()]); let r=&checks::ready(Check::DependencyMap).rules; let show=std::env::args().nth(1);
 let mut t:std::collections::BTreeMap<(usize,usize),(u32,u32)>=Default::default();
 for a in all.iter().filter(|a|a.check==Check::DependencyMap){ let an=Analysis::new(&a.answer,&[]); let c=ClassMap::new(&an,&r.lexicon); let g=teams::groups(&an,r,&c); let Some(l)=a.labels.get("three-teams") else{continue}; let met=l=="met";
 let w:f32=g.iter().map(|g|g.weight).sum(); let e=t.entry(((w*2.0).round() as usize,0)).or_default(); if met{e.0+=1}else{e.1+=1}
 if show.is_some(){ let names:Vec<_>=g.iter().map(|g|{let(x,y)=an.bytes(g.range);format!("{}*{:.1}",&a.answer[x..y],g.weight)}).collect(); println!("{} {l} {w:.1} {names:?}",a.id);} }
 for(k,v) in t{println!("{:?} met {} missed {}",k.0,v.0,v.1)} }
