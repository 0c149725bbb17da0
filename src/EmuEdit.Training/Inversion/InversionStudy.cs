using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Training.Inversion;

/// <summary>A task for the study: examples to learn it from, and others to score it on.</summary>
/// <param name="Task">The task; the model was not trained for it.</param>
/// <param name="Example">Example i of a seed.</param>
/// <param name="Test">Pair i of those that are scored, none of which is an example.</param>
public sealed record StudiedTask(EditTask Task, Func<long, long, EditSample> Example, Func<long, EditSample> Test);

/// <summary>One result of the study.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Method">One of <see cref="InversionStudy.Methods"/>.</param>
/// <param name="Examples">Examples that it learned from; 0 for the frozen model.</param>
/// <param name="Seed">Which examples, and the seed of learning.</param>
/// <param name="Count">Pairs that were scored.</param>
/// <param name="Success">Share of them that succeeded, see <see cref="EditScore"/>.</param>
/// <param name="L1Inside">Mean error inside the edited region.</param>
/// <param name="L1Outside">Mean error outside it.</param>
/// <param name="Seconds">Seconds of learning.</param>
/// <param name="StartedFrom">The task whose embedding did the examples best.</param>
public sealed record StudyRow(string Task, string Method, int Examples, Seed Seed, int Count, double Success, double L1Inside, double L1Outside, double Seconds, string StartedFrom);

/// <summary>How the study is made.</summary>
public sealed record InversionStudyOptions
{
    /// <summary>Folder of its results and runs; a study that is there goes on.</summary>
    public required string Folder { get; init; }

    /// <summary>The bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>The tasks.</summary>
    public required IReadOnlyList<StudiedTask> Tasks { get; init; }

    /// <summary>Numbers of examples; default 1, 4, 16 and 100.</summary>
    public IReadOnlyList<int> Counts { get; init; } = [1, 4, 16, 100];

    /// <summary>Seeds, each with examples of its own; default 1.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [1];

    /// <summary>Pairs that are scored for each task; default 50.</summary>
    public int Test { get; init; } = 50;

    /// <summary>Most minutes of an inversion and of a fine-tuning; default 1.</summary>
    public double Minutes { get; init; } = 1;

    /// <summary>Examples of the expert; default 4000. 0 leaves it out.</summary>
    public int ExpertExamples { get; init; } = 4000;

    /// <summary>Minutes of the expert; default 5.</summary>
    public double ExpertMinutes { get; init; } = 5;

    /// <summary>Hears of every result.</summary>
    public Action<StudyRow>? Done { get; init; }
}

/// <summary>
/// Compares, on tasks that a model was not trained for: the frozen model with the best embedding that it has, task inversion (Emu Edit, eq. 3), full fine-tuning on the same examples, and an expert: full
/// fine-tuning on many. All begin with the same weights and the same embedding, and choose by held-out examples. The results are lines of <c>study.jsonl</c>.
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

    // Of Adam on one vector, and on a whole model that is trained already.
    private const double VectorRate = 0.05, ModelRate = 2e-4;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The methods, in the order of the table.</summary>
    public static IReadOnlyList<string> Methods { get; } = [Frozen, Inversion, FineTuning, Expert];

    private string Results => Path.Combine(options.Folder, "study.jsonl");

    /// <summary>Makes what is missing of the study.</summary>
    /// <returns>Every result.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; run again, it goes on.</exception>
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
        var result = new TaskInversion(new()
        {
            Folder = folder,
            Bundle = options.Bundle,
            Name = task.Task.Name,
            Examples = [.. Enumerable.Range(0, count).Select(i => task.Example(seed, i))],
            Test = [.. Enumerable.Range(0, options.Test).Select(i => task.Test(i))],
            TrainsEverything = method != Inversion,
            LearningRate = method == Inversion ? VectorRate : ModelRate,
            Settings = method == Expert ? new() { Seed = seed, Minutes = options.ExpertMinutes, Steps = long.MaxValue } : new() { Seed = seed, Minutes = options.Minutes },
            EvaluationSteps = method == Expert ? 100 : 20,
        }).Run(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (method == Inversion)
            Add(Row(task, Frozen, count, seed, result, result.ScoresBefore) with { Seconds = 0 });
        Add(Row(task, method, count, seed, result, result.Scores));
        // A whole model's checkpoint is large, and done with.
        foreach (var checkpoint in Directory.GetFiles(folder, "*.safetensors"))
            File.Delete(checkpoint);
    }

    private static StudyRow Row(StudiedTask task, string method, int count, long seed, TaskInversionResult result, IReadOnlyList<EditScore> scores) => new(
        task.Task.Name, method, count, seed, scores.Count, scores.Average(s => s.Success ? 1.0 : 0), Math.Round(scores.Average(s => s.Inside), 5), Math.Round(scores.Average(s => s.Outside), 5),
        Math.Round(result.Run.Seconds, 1), result.StartedFrom);

    private void Add(StudyRow row)
    {
        File.AppendAllText(Results, JsonSerializer.Serialize(row, Json) + "\n");
        options.Done?.Invoke(row);
    }

    private StudyRow[] Read() => File.Exists(Results) ? [.. File.ReadLines(Results).Where(l => l.EndsWith('}')).Select(l => JsonSerializer.Deserialize<StudyRow>(l, Json)!)] : [];
}
