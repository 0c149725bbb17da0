using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Training.Inversion;

/// <summary>A task of the study, with examples to learn it from and other pairs to score it on.</summary>
/// <param name="Task">The task. The model was not trained for it.</param>
/// <param name="Example">Returns example i of a seed.</param>
/// <param name="Test">Returns test pair i, which is never an example.</param>
public sealed record StudiedTask(EditTask Task, Func<long, long, EditSample> Example, Func<long, EditSample> Test);

/// <summary>One result of the study.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Method">The method, one of <see cref="InversionStudy.Methods"/>.</param>
/// <param name="Examples">Number of examples that the method was given.</param>
/// <param name="Seed">Seed of the examples and of learning.</param>
/// <param name="Count">Number of scored pairs.</param>
/// <param name="Success">Share of successful edits, see <see cref="EditScore"/>.</param>
/// <param name="L1Inside">Mean error inside the edited region.</param>
/// <param name="L1Outside">Mean error outside the edited region.</param>
/// <param name="Seconds">Seconds of learning; 0 for the frozen model.</param>
/// <param name="StartedFrom">The task whose embedding had the lowest error on the examples.</param>
public sealed record StudyRow(
    string Task,
    string Method,
    int Examples,
    Seed Seed,
    int Count,
    double Success,
    double L1Inside,
    double L1Outside,
    double Seconds,
    string StartedFrom
);

/// <summary>Options of the study.</summary>
public sealed record InversionStudyOptions
{
    /// <summary>Folder of the results and runs. An existing study is continued.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>The tasks.</summary>
    public required IReadOnlyList<StudiedTask> Tasks { get; init; }

    /// <summary>Numbers of examples; default 1, 4, 16 and 100.</summary>
    public IReadOnlyList<int> Counts { get; init; } = [1, 4, 16, 100];

    /// <summary>Seeds, each with its own examples; default 1.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [1];

    /// <summary>Number of scored pairs per task; default 50.</summary>
    public int Test { get; init; } = 50;

    /// <summary>Maximum minutes of an inversion and of a fine-tuning; default 1.</summary>
    public double Minutes { get; init; } = 1;

    /// <summary>Number of the expert's examples; default 4000. 0 omits the expert.</summary>
    public int ExpertExamples { get; init; } = 4000;

    /// <summary>Minutes of the expert; default 5.</summary>
    public double ExpertMinutes { get; init; } = 5;

    /// <summary>Receives every result.</summary>
    public Action<StudyRow>? Done { get; init; }
}

/// <summary>
/// Compares four methods on tasks that a model was not trained for: the frozen model with its best
/// embedding, task inversion (Emu Edit, eq. 3), full fine-tuning on the same examples, and an
/// expert, which is full fine-tuning on many examples. All start with the same weights and the same
/// embedding, and select by held-out examples. The results are lines of <c>study.jsonl</c>.
/// </summary>
public sealed class InversionStudy(InversionStudyOptions options)
{
    /// <summary>The frozen model with its best task.</summary>
    public const string Frozen = "frozen";

    /// <summary>Task inversion.</summary>
    public const string Inversion = "inversion";

    /// <summary>Full fine-tuning on the same examples.</summary>
    public const string FineTuning = "fine-tuning";

    /// <summary>Full fine-tuning on many examples.</summary>
    public const string Expert = "expert";

    // Adam's rates for one vector, and for a whole model that is already trained.
    private const double VectorRate = 0.05, ModelRate = 2e-4;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The methods, in the order of the table.</summary>
    public static IReadOnlyList<string> Methods { get; } = [Frozen, Inversion, FineTuning, Expert];

    private string Results => Path.Combine(options.Folder, "study.jsonl");

    /// <summary>Computes the missing results of the study.</summary>
    /// <returns>All results.</returns>
    /// <exception cref="OperationCanceledException">The study was stopped. It continues when run again.</exception>
    public IReadOnlyList<StudyRow> Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folder);
        foreach (var task in options.Tasks)
        {
            foreach (var seed in options.Seeds)
                foreach (var count in options.Counts)
                {
                    Learn(task, Inversion, count, seed, cancellationToken);
                    Learn(task, FineTuning, count, seed, cancellationToken);
                }
            if (options.ExpertExamples > 0)
                Learn(task, Expert, options.ExpertExamples, options.Seeds[0], cancellationToken);
        }
        return Read();
    }

    private void Learn(StudiedTask task, string method, int count, long seed, CancellationToken cancellationToken)
    {
        if (Read().Any(r => (r.Task, r.Method, r.Examples, r.Seed) == (task.Task.Name, method, count, seed)))
            return;
        var folder = Path.Combine(options.Folder, $"{task.Task.Name}-{method}-{count}-{seed}");
        var result = new TaskInversion(
            new()
            {
                Folder = folder,
                Bundle = options.Bundle,
                Name = task.Task.Name,
                Examples = [.. Enumerable.Range(0, count).Select(i => task.Example(seed, i))],
                Test = [.. Enumerable.Range(0, options.Test).Select(i => task.Test(i))],
                TrainsEverything = method != Inversion,
                LearningRate = method == Inversion ? VectorRate : ModelRate,
                Settings =
                    method == Expert
                        ? new()
                        {
                            Seed = seed,
                            Minutes = options.ExpertMinutes,
                            Steps = long.MaxValue,
                        }
                        : new() { Seed = seed, Minutes = options.Minutes },
                EvaluationSteps = method == Expert ? 100 : 20,
            }
        ).Run(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (method == Inversion)
            Add(Row(task, Frozen, count, seed, result, result.ScoresBefore) with { Seconds = 0 });
        Add(Row(task, method, count, seed, result, result.Scores));
        // The checkpoint of a whole model is large, and no longer needed.
        foreach (var checkpoint in Directory.GetFiles(folder, "*.safetensors"))
            File.Delete(checkpoint);
    }

    private static StudyRow Row(
        StudiedTask task,
        string method,
        int count,
        long seed,
        TaskInversionResult result,
        IReadOnlyList<EditScore> scores
    ) =>
        new(
            task.Task.Name,
            method,
            count,
            seed,
            scores.Count,
            scores.Average(s => s.Success ? 1.0 : 0),
            Math.Round(scores.Average(s => s.Inside), 5),
            Math.Round(scores.Average(s => s.Outside), 5),
            Math.Round(result.Run.Seconds, 1),
            result.StartedFrom
        );

    private void Add(StudyRow row)
    {
        File.AppendAllText(Results, JsonSerializer.Serialize(row, Json) + "\n");
        options.Done?.Invoke(row);
    }

    private StudyRow[] Read() =>
        File.Exists(Results)
            ? [.. File.ReadLines(Results).Where(l => l.EndsWith('}')).Select(l => JsonSerializer.Deserialize<StudyRow>(l, Json)!)]
            : [];
}
