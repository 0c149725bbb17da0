using EmuEdit.Editing;
using EmuEdit.Onnx;

namespace EmuEdit.Evaluation;

/// <summary>How a review did on requests of one group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Count">Number of requests.</param>
/// <param name="Concerned">Number of requests with any concern.</param>
/// <param name="Expected">Number of requests with the expected concern. 0 for good requests.</param>
/// <param name="Missed">Instructions that were judged wrongly, a few of them.</param>
public sealed record ReviewScore(string Group, int Count, int Concerned, int Expected, IReadOnlyList<string> Missed)
{
    private const int MissesShown = 5;

    /// <summary>Reviews requests.</summary>
    /// <param name="bundle">The bundle whose review is measured.</param>
    /// <param name="cases">The requests, of any groups.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    /// <returns>One score per group, in order of appearance.</returns>
    public static IReadOnlyList<ReviewScore> Measure(Bundle bundle, IEnumerable<ReviewCase> cases, CancellationToken cancellationToken)
    {
        var (review, tasks) = (new EditReview(bundle), new TaskPredictor(bundle));
        return
        [
            .. cases
                .AsParallel()
                .AsOrdered()
                .WithCancellation(cancellationToken)
                .Select(c => (Case: c, Concerns: review.Check(c.Input, c.Instruction, tasks.Predict(c.Instruction))))
                .GroupBy(r => r.Case.Group)
                .Select(g => Of(g.Key, [.. g])),
        ];
    }

    private static ReviewScore Of(string group, IReadOnlyList<(ReviewCase Case, IReadOnlyList<EditConcern> Concerns)> results) =>
        new(
            group,
            results.Count,
            results.Count(r => r.Concerns.Count > 0),
            results.Count(r => r.Concerns.Any(c => c.Kind == r.Case.Expected)),
            [
                .. results
                    .Where(r => r.Case.Expected is { } kind ? r.Concerns.All(c => c.Kind != kind) : r.Concerns.Count > 0)
                    .Select(r => $"{r.Case.Instruction}: {(r.Concerns.Count == 0 ? "no concern" : r.Concerns[0].Text)}")
                    .Take(MissesShown),
            ]
        );
}
