using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Networks;

namespace EmuEdit.Training.Runs;

/// <summary>Reads a run's folder for export. Needs no libtorch.</summary>
internal sealed class RunFolder
{
    private const int CurvePoints = 40;

    private readonly string _folder;
    private readonly Safetensors _checkpoint;
    private readonly JsonObject _options;

    /// <exception cref="InvalidInputException">The folder does not contain a complete run.</exception>
    public RunFolder(string folder)
    {
        _folder = folder;
        _checkpoint =
            new Checkpoint(folder).Read()
            ?? throw new InvalidInputException(
                $"no checkpoint in {folder}",
                "the folder of a training run",
                "train first, or wait for the first checkpoint"
            );
        _options = RunFile.Read(folder);
    }

    /// <summary>Returns the sizes of the networks.</summary>
    public TNetwork Network<TNetwork>() where TNetwork : new() => RunFile.Network<TNetwork>(_options);

    /// <summary>Returns a parameter's averaged values.</summary>
    /// <exception cref="InvalidInputException">The run's network has other parameters.</exception>
    public float[] Weights(Parameter parameter) => Checkpoint.Average(_checkpoint, parameter);

    /// <summary>Returns a constant that was measured before the first step.</summary>
    public float[] Constant(string name) => Checkpoint.Constant(_checkpoint, name);

    /// <summary>
    /// Returns the record of the training: command, commit, seed, steps, seconds, samples, scores,
    /// the learning curve and every option.
    /// </summary>
    public JsonObject Record()
    {
        var (step, seconds) = Checkpoint.Progress(_checkpoint);
        var metrics = new MetricsFile(_folder).Read().Where(m => m.Step <= step).ToArray();
        return new()
        {
            ["command"] = Option("command"),
            ["commit"] = Option("commit"),
            ["seed"] = Option("seed"),
            ["steps"] = step,
            ["seconds"] = Math.Round(seconds),
            ["samples"] = _options["batch_size"] is { } batch ? step * (long)batch * ((long?)_options["accumulation_steps"] ?? 1) : null,
            ["scores"] = Scores(metrics),
            ["curve"] = new JsonArray([.. Thin(metrics).Select(Point)]),
            ["options"] = _options.DeepClone(),
        };
    }

    private JsonNode? Option(string name) => _options[name]?.DeepClone();

    private static JsonObject? Scores(TrainingProgress[] metrics) =>
        metrics.LastOrDefault(m => m.HeldOut is not null)?.HeldOut is { } scores
            ? new(scores.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)Math.Round(s.Value, 4))))
            : null;

    private static IEnumerable<TrainingProgress> Thin(TrainingProgress[] metrics)
    {
        var finite = metrics.Where(m => double.IsFinite(m.Loss)).ToArray();
        var stride = Math.Max(1, finite.Length / CurvePoints);
        return finite.Where((m, i) => m.HeldOut is not null || i % stride == 0);
    }

    private static JsonObject Point(TrainingProgress m)
    {
        var point = new JsonObject { ["step"] = m.Step, ["seconds"] = Math.Round(m.Seconds), ["loss"] = Math.Round(m.Loss, 5) };
        foreach (var (name, score) in m.HeldOut ?? new Dictionary<string, double>())
            if (!name.Contains('/'))
                point[name] = Math.Round(score, 4);
        return point;
    }
}
