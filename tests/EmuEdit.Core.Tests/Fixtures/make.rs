use safetensors::tensor::{Dtype, TensorView};
use std::collections::HashMap;

fn write(name: &str, tensors: Vec<(&str, Dtype, Vec<usize>, Vec<u8>)>, metadata: &[(&str, &str)]) {
    let views: Vec<(String, TensorView)> = tensors.iter().map(|(n, d, s, b)| (n.to_string(), TensorView::new(*d, s.clone(), b).unwrap())).collect();
    let metadata: HashMap<String, String> = metadata.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let bytes = safetensors::serialize(views, if metadata.is_empty() { None } else { Some(metadata) }).unwrap();
    std::fs::write(name, bytes).unwrap();
}

fn main() {
    let f32s: Vec<u8> = [1.5f32, -2.25, 0.0, f32::MAX, f32::MIN_POSITIVE, f32::INFINITY].iter().flat_map(|v| v.to_le_bytes()).collect();
    let f64s: Vec<u8> = [1.5f64, -0.1, 1e300, 1e-300].iter().flat_map(|v| v.to_le_bytes()).collect();
    // Half precision by its bits: 1, -2, the largest, the smallest normal, the smallest of all, infinity, not a number, -0.
    let f16s: Vec<u8> = [0x3C00u16, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x7C00, 0x7E00, 0x8000].iter().flat_map(|v| v.to_le_bytes()).collect();
    // bfloat16: 1, -2, 3.140625, the largest, infinity, not a number.
    let bf16s: Vec<u8> = [0x3F80u16, 0xC000, 0x4049, 0x7F7F, 0x7F80, 0x7FC0].iter().flat_map(|v| v.to_le_bytes()).collect();
    write("floats.safetensors", vec![
        ("single", Dtype::F32, vec![2, 3], f32s), ("double", Dtype::F64, vec![4], f64s),
        ("half", Dtype::F16, vec![2, 2, 2], f16s), ("brain", Dtype::BF16, vec![6, 1], bf16s)], &[]);
    write("shapes.safetensors", vec![
        ("scalar", Dtype::F32, vec![], 7f32.to_le_bytes().to_vec()), ("empty", Dtype::F32, vec![0, 3], vec![]),
        ("ä \"quoted\"", Dtype::F16, vec![1], vec![0, 0x3C])], &[("format", "pt"), ("note", "two\nlines")]);
    write("none.safetensors", vec![], &[("step", "12")]);
    write("integers.safetensors", vec![("ids", Dtype::I64, vec![1], 5i64.to_le_bytes().to_vec())], &[]);
    // What is given is read back.
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
        for (name, view) in file.tensors() { println!("{} {:?} {:?} {}", name, view.dtype(), view.shape(), view.data().len()); }
    }
}
