using System.Runtime.InteropServices;
using EmuEdit.Core;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Graph;

/// <summary>The weights of an ONNX model: its initializers of 32-bit and 16-bit floats.</summary>
public static class GraphWeights
{
    /// <summary>Reads the weights.</summary>
    /// <param name="path">
    /// A model whose weights are in the file itself, as <see cref="GraphBuilder"/> writes it.
    /// </param>
    /// <returns>The tensors by name.</returns>
    /// <exception cref="InvalidInputException">
    /// The file is missing or not an ONNX model, or its weights are in another file.
    /// </exception>
    public static IReadOnlyDictionary<string, NamedTensor> Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "an ONNX model", "name the folder of a whole bundle");
        try
        {
            using var stream = File.OpenRead(path);
            var weights = ModelProto
                .Parser.ParseFrom(stream)
                .Graph.Initializer.Where(t => t.DataType is (int)TensorElementType.Float or (int)TensorElementType.Float16)
                .ToList();
            if (weights.Find(t => t.DataLocation == TensorProto.Types.DataLocation.External) is { } outside)
                throw new InvalidInputException(
                    $"{path} keeps {outside.Name} in another file",
                    "an ONNX model with its weights inside",
                    "export it again without external data"
                );
            return weights.ToDictionary(t => t.Name, t => new NamedTensor([.. t.Dims], Floats(t)));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidInputException($"{path} ({e.Message})", "an ONNX model", "export the bundle again");
        }
    }

    private static float[] Floats(TensorProto tensor) => tensor.DataType == (int)TensorElementType.Float
        ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
        : [.. MemoryMarshal.Cast<byte, Half>(tensor.RawData.Span).ToArray().Select(h => (float)h)];
}
