using System.Globalization;
using System.Numerics.Tensors;
using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime;

namespace EmuEdit.Onnx;

/// <summary>
/// Runs a model as CUDA graphs. The first run of a shape records the GPU's work; later runs start
/// it by one call instead of one per node. A recorded run always reads and writes the device
/// addresses of the recording. So each shape has fixed buffers on the device, and two models
/// without operations copy the inputs there and the output back, because ONNX Runtime copies
/// between devices only during a run. One run at a time; others wait.
/// </summary>
internal sealed class CudaGraphRunner : IDisposable
{
    private const string Carried = "_carried";

    // Relative to the output's norm. The same kernels compute the same sums.
    private const float Tolerance = 1e-3f;

    private readonly InferenceSession _session, _there, _back;
    private readonly string _output;
    private readonly OrtAllocator _places;
    private readonly RunOptions _plain = Options(-1);
    private readonly Dictionary<string, Recording> _recordings = [];
    private readonly Lock _lock = new();

    /// <summary>Creates the runner of a model.</summary>
    /// <param name="session">The model, loaded for CUDA graphs.</param>
    /// <param name="output">Name of the output to return.</param>
    /// <param name="device">The device that it runs on.</param>
    /// <param name="options">Session options for a model that runs on that device without graphs.</param>
    public CudaGraphRunner(InferenceSession session, string output, OrtMemoryInfo device, SessionOptions options)
    {
        (_session, _output, _places) = (session, output, new(session, device));
        _there = new(Carrier(session.InputMetadata), options);
        _back = new(Carrier(session.OutputMetadata.Where(o => o.Key == output)), options);
    }

    /// <summary>Runs the model into a buffer in CPU memory.</summary>
    /// <exception cref="InvalidInputException">
    /// The second run of a shape, the first that replays a recording, differs from a plain run.
    /// </exception>
    public void Run(ModelInputs inputs, OrtValue result)
    {
        lock (_lock)
        {
            var recording = Find(inputs, result);
            _there.Run(_plain, inputs.Names, inputs.Values, [.. inputs.Names.Select(n => n + Carried)], recording.Inputs);
            _session.RunWithBinding(recording.Options, recording.Binding);
            _back.Run(_plain, [_output], [recording.Output], [_output + Carried], [result]);
            if (recording.Runs == 1)
                Check(inputs, result);
            recording.Runs++;
        }
    }

    public void Dispose()
    {
        foreach (var recording in _recordings.Values)
            recording.Dispose();
        foreach (IDisposable owned in new IDisposable[] { _there, _back, _places, _plain })
            owned.Dispose();
    }

    /// <summary>Whether two outputs differ by more than rounding.</summary>
    internal static bool Differ(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        !(TensorPrimitives.Distance(expected, actual) <= Tolerance * TensorPrimitives.Norm(expected));

    // The id names a recording; -1 means none.
    private static RunOptions Options(int id)
    {
        var options = new RunOptions();
        options.AddRunConfigEntry("gpu_graph_id", id.ToString(CultureInfo.InvariantCulture));
        return options;
    }

    private static byte[] Carrier(IEnumerable<KeyValuePair<string, NodeMetadata>> tensors)
    {
        var graph = new GraphBuilder("carrier");
        foreach (var (name, tensor) in tensors)
        {
            GraphDimension[] shape =
            [
                .. tensor.Dimensions.Select((size, axis) => size < 0 ? (GraphDimension)$"{name}_{axis}" : (long)size),
            ];
            graph.Output(graph.Input(name, tensor.ElementDataType, shape), name + Carried, tensor.ElementDataType, shape);
        }
        return graph.ToBytes();
    }

    private Recording Find(ModelInputs inputs, OrtValue result)
    {
        var shape = string.Join(' ', inputs.Values.Select(v => string.Join(',', v.GetTensorTypeAndShape().Shape)));
        return _recordings.TryGetValue(shape, out var known) ? known : _recordings[shape] = Bound(inputs, result);
    }

    private Recording Bound(ModelInputs inputs, OrtValue result)
    {
        var recording = new Recording(
            Options(_recordings.Count + 1),
            _session.CreateIoBinding(),
            [.. inputs.Values.Select(Place)],
            Place(result)
        );
        foreach (var (name, place) in inputs.Names.Zip(recording.Inputs))
            recording.Binding.BindInput(name, place);
        recording.Binding.BindOutput(_output, recording.Output);
        return recording;
    }

    private OrtValue Place(OrtValue like)
    {
        var tensor = like.GetTensorTypeAndShape();
        return OrtValue.CreateAllocatedTensorValue(_places, tensor.ElementDataType, tensor.Shape);
    }

    // A recording that missed an input would repeat its first answer, and an edit would only look a little worse.
    private void Check(ModelInputs inputs, OrtValue result)
    {
        using var plain = _session.Run(_plain, inputs.Names, inputs.Values, [_output]);
        if (Differ(FloatTensors.ToArray(plain[0]), FloatTensors.ToArray(result)))
            throw new InvalidInputException(
                "CUDA graphs, which give something else here than plain runs",
                "a model whose every node runs on the GPU",
                "take the provider without graph"
            );
    }

    private sealed record Recording(RunOptions Options, OrtIoBinding Binding, OrtValue[] Inputs, OrtValue Output) : IDisposable
    {
        public int Runs { get; set; }

        public void Dispose()
        {
            foreach (IDisposable owned in new IDisposable[] { Binding, Options, Output }.Concat(Inputs))
                owned.Dispose();
        }
    }
}
