using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>
/// Trains like <c>emuedit train</c>: the options of a plan are the records of <see cref="TrainOptions"/>. Names can replace paths:
/// <c>batch:ID</c> in the data stands for the accepted pairs of a batch, <c>bundle</c> as the initial weights for the server's own bundle.
/// </summary>
/// <param name="sources">The sources that trainings may start from.</param>
public sealed class OptionTrainer(TrainingSources sources) : ITrainer
{
    private const string Run = "run", Data = "data", Initial = "initial", Bundle = "bundle";

    // Names that replace paths.
    internal const string Batch = "batch:";

    private const string OwnBundle = "bundle";

    /// <inheritdoc/>
    public async Task CheckAsync(TrainingPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Options.ContainsKey(Run))
            throw new InvalidInputException($"option '{Run}'", "options of the training; the server chooses its folder", "leave it out");
        var part = PartOf(plan);
        var options = part.Read(plan.Options);
        long? kept = 0;
        foreach (var id in options.Data.Select(IdOf).OfType<string>())
            kept += await Batches(id).CheckAsync(id, cancellationToken).ConfigureAwait(false);
        // Shards of batches are fetched when training starts; files can be checked now.
        options = Resolved(options);
        if (options.Data.Any(d => IdOf(d) is not null))
        {
            PlanCheck.RequireSamples(options, kept);
            options = options with { Data = [], Task = null };
        }
        using var scratch = new ScratchFolder(sources.Scratch);
        PlanCheck.Require(part.Plan(options, scratch.Path, _ => { }), options.Size);
    }

    /// <inheritdoc/>
    public async Task<TrainingPlan> PrepareAsync(TrainingPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var options = Resolved(PartOf(plan).Read(plan.Options));
        var data = new List<string>();
        foreach (var path in options.Data)
            data.Add(
                IdOf(path) is { } id ? await Batches(id).FolderAsync(id, cancellationToken).ConfigureAwait(false) : path
            );
        if (data.Count > 0)
            sources.Batches?.KeepOnly(data);
        return plan with { Options = Written(plan.Options, options with { Data = data }) };
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
        var part = PartOf(plan);
        return part.Train(part.Read(plan.Options), folder, new(new Told(progress), _ => { }, Step), cancellationToken).Finished;

        void Step()
        {
            WorkTelemetry.CountStep(plan.Part);
            betweenSteps();
        }
    }

    private TrainPart PartOf(TrainingPlan plan)
    {
        var parts = TrainPart.All(() => sources.Bundle);
        return parts.FirstOrDefault(p => p.Name == plan.Part)
            ?? throw new InvalidInputException($"part '{plan.Part}'", "one of " + string.Join(", ", parts.Select(p => p.Name)));
    }

    // Returns the options with paths resolved. Names of batches stay.
    private TrainOptions Resolved(TrainOptions options)
    {
        options = options with
        {
            Data = [.. options.Data.Select(path => IdOf(path) is null ? Resolved(Data, path) : path)],
            Initial = options.Initial switch
            {
                null => null,
                OwnBundle => sources.Bundle,
                var path => Resolved(Initial, path),
            },
        };
        return options is TextToImageOptions { Bundle: { } bundle } own ? own with { Bundle = Resolved(Bundle, bundle) } : options;
    }

    // Replaces the paths of a plan by resolved ones.
    private static Dictionary<string, JsonElement> Written(IReadOnlyDictionary<string, JsonElement> plan, TrainOptions options)
    {
        var written = plan.ToDictionary();
        Write(Data, options.Data.Count > 0 ? options.Data : null);
        Write(Initial, options.Initial);
        Write(Bundle, (options as TextToImageOptions)?.Bundle);
        return written;

        void Write<T>(string key, T? value)
        {
            if (value is not null)
                written[key] = JsonSerializer.SerializeToElement(value);
        }
    }

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
                    Initial => "'bundle', for the weights of the server's own bundle",
                    _ => "the server's own bundle, when it is left out",
                },
                "a server that is started with --allow-paths FOLDER also takes the files in that folder"
            );

    private static string? IdOf(string data) => data.StartsWith(Batch, StringComparison.Ordinal) ? data[Batch.Length..] : null;

    private sealed class Told(IProgress<LearningProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new(value.Step, value.Share, value.Loss, null, value.SecondsLeft));
    }
}
