using System.Text.RegularExpressions;
using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Reference;

/// <summary>
/// Recomputes the reference implementation's results for one network. The file has the inputs and
/// outputs of calls: <c>run0.sample</c>, <c>run0.out_sample</c>, ...; for an autoencoder
/// <c>encode0.</c> and <c>decode0.</c>. <c>run0.inner.</c> with a module's name is that module's
/// output.
/// </summary>
public static partial class NetworkCheck
{
    /// <summary>Runs a network on the inputs of a reference file, and compares the outputs.</summary>
    /// <param name="folder">The network's folder.</param>
    /// <param name="reference">The reference file.</param>
    /// <param name="settings">Settings for running the network; null for the defaults.</param>
    /// <returns>One entry per output in the file, as soon as it is computed.</returns>
    /// <exception cref="InvalidInputException">
    /// The network cannot be opened, or the file has an output that the network does not have.
    /// </exception>
    public static IEnumerable<ReferenceDifference> Run(string folder, string reference, SessionSettings? settings = null)
    {
        var (part, tensors) = (CheckpointPart.Open(folder), ReferenceTensors.Open(reference));
        var calls = tensors.Names.Select(n => Call().Match(n)).Where(m => m.Success)
            .GroupBy(m => m.Groups["call"].Value, m => m.Groups["tensor"].Value).OrderBy(c => c.Key, StringComparer.Ordinal).ToList();
        if (calls.Count == 0)
            throw new InvalidInputException($"{reference} has no run0., encode0. or decode0.", "a reference file for one network");
        foreach (var graph in calls.GroupBy(c => GraphOf(part, c.Key)))
        {
            using var session = OnnxSession.Load(part.Graph(graph.Key, inner: graph.Any(c => c.Any(IsInner))), settings ?? new());
            foreach (var difference in graph.SelectMany(call => Compare(session, tensors, call.Key, [.. call])))
                yield return difference;
        }
    }

    private static string GraphOf(CheckpointPart part, string call)
    {
        var wanted = call.StartsWith("encode", StringComparison.Ordinal) ? "vae_encoder"
            : call.StartsWith("decode", StringComparison.Ordinal) ? "vae_decoder" : part.Network.Graphs[0];
        return part.Network.Graphs.Contains(wanted) ? wanted
            : throw new InvalidInputException($"'{call}' in a reference file for a {part.ClassName}", "run0.");
    }

    private static IEnumerable<ReferenceDifference> Compare(OnnxSession session, ReferenceTensors reference, string call, string[] tensors)
    {
        string[] outputs = [.. tensors.Except(session.InputNames).Where(o => o != Mode).OrderBy(o => o, StringComparer.Ordinal)];
        if (outputs.FirstOrDefault(o => !session.HasOutput(o)) is { } unknown)
            throw new InvalidInputException($"'{call}.{unknown}' in the reference file", $"what {session.Path} gives", "leave it out");
        if (session.InputNames.FirstOrDefault(i => !tensors.Contains(i)) is { } missing)
            throw new InvalidInputException($"no '{call}.{missing}' in the reference file", $"each input of {session.Path}", "add it");
        var given = session.Run(Inputs(session, reference, call), outputs);
        foreach (var (output, value) in outputs.Zip(given))
            yield return ReferenceDifference.Of($"{call}.{output}", reference.Floats($"{call}.{output}"), value);
        if (tensors.Contains(Mode))
            yield return ReferenceDifference.Of($"{call}.{Mode}", reference.Floats($"{call}.{Mode}"),
                Mean(given[outputs.IndexOf("latent_parameters")]));
    }

    private const string Mode = "mode";

    private static ModelInputs Inputs(OnnxSession session, ReferenceTensors reference, string call)
    {
        var inputs = new ModelInputs();
        foreach (var name in session.InputNames)
            if (reference.IsIds($"{call}.{name}"))
                inputs.AddIntegers(
                    new(name, TensorElementType.Int64, []),
                    reference.Ids($"{call}.{name}"),
                    reference.Shape($"{call}.{name}")
                );
            else
                inputs.Add(new(name, TensorElementType.Float, []), reference.Floats($"{call}.{name}").Values,
                    reference.Shape($"{call}.{name}"));
        return inputs;
    }

    // The first half of the channels; the other half is the log-variance.
    private static Tensor Mean(Tensor parameters)
    {
        var (batch, half) = (parameters.Shape[0], parameters.Values.Length / (int)parameters.Shape[0] / 2);
        return new([.. Enumerable.Range(0, (int)batch).SelectMany(b => parameters.Values.AsSpan(2 * b * half, half).ToArray())],
            [batch, parameters.Shape[1] / 2, .. parameters.Shape[2..]]);
    }

    private static bool IsInner(string tensor) =>
        tensor == "penultimate"
        || tensor.StartsWith("inner.", StringComparison.Ordinal)
        || tensor.StartsWith("hidden_states.", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<call>(run|encode|decode)\d+)\.(?<tensor>.+)$")]
    private static partial Regex Call();
}
