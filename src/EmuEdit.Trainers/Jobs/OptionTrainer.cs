using System.CommandLine;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>
/// Trains like <c>emuedit train</c>: the options of a plan are those of its commands, with the same validation. Names can replace paths:
/// <c>batch:ID</c> in the data stands for the accepted pairs of a batch, <c>bundle</c> as the initial weights for the server's own bundle.
/// </summary>
/// <param name="sources">The sources that trainings may start from.</param>
public sealed class OptionTrainer(TrainingSources sources) : ITrainer
{
    private const string Run = "run", Data = "data", Initial = "initial", Bundle = "bundle", OfAllSamples = "task";

    // Names that replace paths.
    internal const string Batch = "batch:";

    private const string OwnBundle = "bundle";

    /// <inheritdoc/>
    public async Task CheckAsync(TrainingPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Options.ContainsKey(Run))
            throw new InvalidInputException($"option '{Run}'", "options of the training; its files are the training's own", "leave it out");
        Parse(plan, Run);
        var data = Values(plan, Data).ToList();
        long? kept = 0;
        foreach (var id in data.Select(IdOf).OfType<string>())
            kept += await Batches(id).CheckAsync(id, cancellationToken).ConfigureAwait(false);
        // Shards of batches are fetched when training starts; files can be checked now.
        var options = Named(plan);
        if (data.Exists(d => IdOf(d) is not null))
        {
            PlanCheck.RequireSamples(data, kept, options);
            options.Remove(Data);
            options.Remove(OfAllSamples);
        }
        using var scratch = new ScratchFolder(sources.Scratch);
        var (part, parsed) = Parse(plan with { Options = options }, scratch.Path);
        PlanCheck.Require(part.Plan(parsed, _ => { }), parsed);
    }

    /// <inheritdoc/>
    public async Task<TrainingPlan> PrepareAsync(TrainingPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var options = Named(plan);
        if (Values(plan, Data).ToList() is { Count: > 0 } data)
        {
            for (var i = 0; i < data.Count; i++)
                data[i] = IdOf(data[i]) is { } id
                    ? await Batches(id).FolderAsync(id, cancellationToken).ConfigureAwait(false)
                    : Resolved(Data, data[i]);
            sources.Batches?.KeepOnly(data);
            options[Data] = JsonSerializer.SerializeToElement(data);
        }
        return plan with { Options = options };
    }

    /// <inheritdoc/>
    public bool Train(
        TrainingPlan plan,
        string folder,
        IProgress<LearningProgress> progress,
        Action betweenSteps,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (part, parsed) = Parse(plan, folder);
        return part.Train(parsed, new(new Told(progress), _ => { }, betweenSteps), cancellationToken).Finished;
    }

    private (TrainPart Part, ParseResult Parsed) Parse(TrainingPlan plan, string folder)
    {
        var parts = TrainPart.All(() => sources.Bundle);
        var part =
            parts.FirstOrDefault(p => p.Name == plan.Part)
            ?? throw new InvalidInputException($"part '{plan.Part}'", "one of " + string.Join(", ", parts.Select(p => p.Name)));
        var parsed = part.Parse(["--" + Run, folder, .. OptionEntries.Arguments(part.Options, plan.Options, "the options")]);
        return parsed.Errors.Count == 0
            ? (part, parsed)
            : throw new InvalidInputException(
                "options that cannot be: " + parsed.Errors[0].Message.TrimEnd('.'),
                $"those that 'emuedit train {plan.Part} --help' lists, in snake case"
            );
    }

    // Returns the options with paths resolved. Names of batches stay.
    private Dictionary<string, JsonElement> Named(TrainingPlan plan)
    {
        var options = plan.Options.ToDictionary();
        foreach (var option in new[] { Data, Initial, Bundle })
            if (Values(plan, option).Select(value => Named(option, value)).ToList() is { Count: > 0 } values)
                options[option] =
                    values is [var one] && option != Data
                        ? JsonSerializer.SerializeToElement(one)
                        : JsonSerializer.SerializeToElement(values);
        return options;
    }

    private string Named(string option, string value) => option switch
    {
        Data when IdOf(value) is not null => value,
        Initial when value == OwnBundle => sources.Bundle,
        _ => Resolved(option, value),
    };

    private ITrainingBatches Batches(string id) =>
        sources.Batches ?? throw new InvalidInputException($"{Data} '{Batch}{id}'", "no batches: this server makes none");

    private string Resolved(string option, string value) =>
        sources.Paths is { } folder
            ? folder.Resolve(option, value)
            : throw new InvalidInputException(
                $"{option} '{value}'",
                option switch
                {
                    Data => "the kept pairs of batches, named 'batch:ID'",
                    Initial => "'bundle', for the weights of this server's own",
                    _ => "this server's own, when it is left out",
                },
                "a server that is started with --allow-paths FOLDER takes the files in it, too"
            );

    private static string? IdOf(string data) => data.StartsWith(Batch, StringComparison.Ordinal) ? data[Batch.Length..] : null;

    private static IEnumerable<string> Values(TrainingPlan plan, string option) =>
        !plan.Options.TryGetValue(option, out var value)
            ? []
            : value.ValueKind switch
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
