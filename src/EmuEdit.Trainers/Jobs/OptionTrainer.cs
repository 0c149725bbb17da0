using System.CommandLine;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>
/// Trains as <c>emuedit train</c> does: a plan's options are those of its commands, and are checked as these are. What lies on disk has names, too: <c>batch:ID</c> among the data for the kept pairs of a
/// batch, <c>bundle</c> as the initial weights for the server's own.
/// </summary>
/// <param name="sources">What may be started from.</param>
public sealed class OptionTrainer(TrainingSources sources) : ITrainer
{
    private const string Run = "run", Data = "data", Initial = "initial", Bundle = "bundle";

    // Names in the place of paths.
    private const string Batch = "batch:", OwnBundle = "bundle";

    private readonly BatchShards? _shards = sources.Batches is { } blobs ? new(blobs, sources.Scratch) : null;

    /// <inheritdoc/>
    public async Task Check(TrainingPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Options.ContainsKey(Run))
            throw new InvalidInputException($"option '{Run}'", "options of the training; its files are the training's own", "leave it out");
        Parse(plan, Run);
        foreach (var data in Values(plan, Data))
            if (IdOf(data) is { } id)
                await Batches(data).Check(id, cancellation).ConfigureAwait(false);
            else
                CheckPath(Data, data, "the kept pairs of batches, named 'batch:ID'");
        foreach (var initial in Values(plan, Initial).Where(i => i != OwnBundle))
            CheckPath(Initial, initial, "'bundle', for the weights of this server's own");
        foreach (var bundle in Values(plan, Bundle))
            CheckPath(Bundle, bundle, "this server's own, when it is left out");
    }

    /// <inheritdoc/>
    public async Task<TrainingPlan> Prepare(TrainingPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var options = plan.Options.ToDictionary();
        if (Values(plan, Data).ToList() is { Count: > 0 } data)
        {
            for (var i = 0; i < data.Count; i++)
                if (IdOf(data[i]) is { } id)
                    data[i] = await Batches(data[i]).Folder(id, cancellation).ConfigureAwait(false);
            _shards?.Keep(data);
            options[Data] = JsonSerializer.SerializeToElement(data);
        }
        if (Values(plan, Initial).Contains(OwnBundle))
            options[Initial] = JsonSerializer.SerializeToElement(sources.Bundle);
        return plan with { Options = options };
    }

    /// <inheritdoc/>
    public bool Train(TrainingPlan plan, string folder, IProgress<LearningProgress> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (part, parsed) = Parse(plan, folder);
        return part.Train(parsed, new Told(progress), _ => { }, stop).Finished;
    }

    private (TrainPart Part, ParseResult Parsed) Parse(TrainingPlan plan, string folder)
    {
        var parts = TrainPart.All(() => sources.Bundle);
        var part = parts.FirstOrDefault(p => p.Name == plan.Part) ?? throw new InvalidInputException($"part '{plan.Part}'", "one of " + string.Join(", ", parts.Select(p => p.Name)));
        var parsed = part.Parse(["--" + Run, folder, .. OptionEntries.Arguments(part.Options, plan.Options, "the options")]);
        return parsed.Errors.Count == 0 ? (part, parsed) : throw new InvalidInputException("options that cannot be: " + parsed.Errors[0].Message.TrimEnd('.'), $"those that 'emuedit train {plan.Part} --help' lists, in snake case");
    }

    private BatchShards Batches(string data) => _shards ?? throw new InvalidInputException($"{Data} '{data}'", "no batches: this server makes none");

    private void CheckPath(string option, string value, string allowed)
    {
        if (!sources.Paths)
            throw new InvalidInputException($"{option} '{value}'", allowed);
    }

    private static string? IdOf(string data) => data.StartsWith(Batch, StringComparison.Ordinal) ? data[Batch.Length..] : null;

    private static IEnumerable<string> Values(TrainingPlan plan, string option) => !plan.Options.TryGetValue(option, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Select(Text),
        JsonValueKind.Null => [],
        _ => [Text(value)],
    };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private sealed class Told(IProgress<LearningProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new(value.Step, value.Share, value.Loss, null, value.SecondsLeft));
    }
}
