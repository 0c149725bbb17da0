using System.Buffers;
using System.Runtime.InteropServices;
using EmuEdit.Networks.Graph;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>
/// Writes a checkpoint's graph with a copy of its weights: <c>model.onnx</c> and, beside it,
/// <c>model.onnx_data</c>. Inputs and outputs are 32-bit floats in either precision.
/// </summary>
public static class CheckpointExport
{
    /// <summary>Name of the file with the weights.</summary>
    public const string DataFile = "model.onnx_data";

    // Alignment to vector registers, and for large weights to the operating system's pages, because
    // the runtime maps those into memory.
    private const int Alignment = 64, PageAlignment = 4096, Chunk = 1 << 20;

    /// <summary>Writes one graph.</summary>
    /// <param name="graph">The graph to write.</param>
    /// <param name="folder">The target folder; created when missing.</param>
    /// <param name="half">Whether weights are stored in 16 bits.</param>
    public static void Write(CheckpointGraph graph, string folder, bool half)
    {
        Directory.CreateDirectory(folder);
        var model = ModelProto.Parser.ParseFrom(graph.Model);
        using (var data = File.Create(Path.Combine(folder, DataFile)))
            for (var i = 0; i < model.Graph.Initializer.Count; i++)
                if (model.Graph.Initializer[i] is { DataLocation: TensorProto.Types.DataLocation.External } weight)
                    Move(model.Graph, weight, graph.Folder, data, half);
        using var file = File.Create(Path.Combine(folder, "model.onnx"));
        model.WriteTo(file);
    }

    private static void Move(GraphProto graph, TensorProto weight, string root, FileStream data, bool half)
    {
        var place = weight.ExternalData.ToDictionary(e => e.Key, e => e.Value);
        var alignment = long.Parse(place["length"]) < Chunk ? Alignment : PageAlignment;
        data.Position = (data.Position + alignment - 1) / alignment * alignment;
        var (offset, from) = (data.Position, (TensorElementType)weight.DataType);
        using (var source = File.OpenRead(Path.Combine(root, place["location"])))
        {
            source.Position = long.Parse(place["offset"]);
            Copy(source, long.Parse(place["length"]), from, data, half);
        }
        weight.ExternalData.Clear();
        foreach (var (key, value) in new[] { ("location", DataFile), ("offset", $"{offset}"), ("length", $"{data.Position - offset}") })
            weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        var to = half ? TensorElementType.Float16 : TensorElementType.Float;
        weight.DataType = (int)to;
        if (from == TensorElementType.Float && half)
            Widen(graph, weight);
    }

    // The nodes that read the weight now read its widened value.
    private static void Widen(GraphProto graph, TensorProto weight)
    {
        var name = weight.Name;
        weight.Name = name + ".half";
        graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Cast",
                Name = name,
                Input = { weight.Name },
                Output = { name },
                Attribute = { ((GraphAttribute)(long)TensorElementType.Float).ToProto("to") },
            }
        );
    }

    private static void Copy(FileStream source, long length, TensorElementType from, FileStream to, bool half)
    {
        var size = from switch { TensorElementType.Double => 8, TensorElementType.Float => 4, _ => 2 };
        var bytes = ArrayPool<byte>.Shared.Rent(size * Chunk);
        for (var left = length; left > 0;)
        {
            var part = bytes.AsSpan(0, (int)Math.Min(left, size * Chunk));
            source.ReadExactly(part);
            left -= part.Length;
            var values = new float[part.Length / size];
            Read(part, from, values);
            to.Write(
                half ? MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (Half)v).AsSpan()) : MemoryMarshal.AsBytes(values.AsSpan())
            );
        }
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static void Read(ReadOnlySpan<byte> bytes, TensorElementType type, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = type switch
            {
                TensorElementType.Float16 => (float)MemoryMarshal.Cast<byte, Half>(bytes)[i],
                TensorElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Cast<byte, ushort>(bytes)[i] << 16),
                TensorElementType.Double => (float)MemoryMarshal.Cast<byte, double>(bytes)[i],
                _ => MemoryMarshal.Cast<byte, float>(bytes)[i],
            };
    }
}
