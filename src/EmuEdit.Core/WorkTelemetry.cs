using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EmuEdit.Core;

/// <summary>
/// What the program measures of its work, as instruments of the meter and the activity source
/// <see cref="Name"/>. Without a listener, they cost nothing. <c>docs/http.md</c> lists them.
/// </summary>
public static class WorkTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "EmuEdit";

    private const string Outcome = "outcome";

    private static readonly Meter s_meter = new(Name);
    private static readonly ActivitySource s_activities = new(Name);

    private static readonly Histogram<double> s_edits = s_meter.CreateHistogram(
        "emuedit.edit.duration",
        "s",
        "Seconds per edit, with its outcome. Waiting for a slot is not included.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250] }
    );
    private static readonly Histogram<double> s_stages = s_meter.CreateHistogram(
        "emuedit.edit.stage.duration",
        "s",
        "Seconds per stage of an edit: wait, encode, denoise, decode.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100] }
    );
    private static readonly Counter<long> s_pairs = s_meter.CreateCounter<long>(
        "emuedit.pairs",
        "{pair}",
        "Pairs that were judged: kept, or rejected by a filter."
    );
    private static readonly Counter<long> s_steps = s_meter.CreateCounter<long>(
        "emuedit.training.steps",
        "{step}",
        "Steps of trainings and of learned tasks, by part."
    );

    /// <summary>Starts to measure an edit.</summary>
    /// <param name="cancellationToken">Tells whether an edit that did not complete was cancelled or has failed.</param>
    public static EditTimer StartEdit(CancellationToken cancellationToken) => new(cancellationToken);

    /// <summary>Counts a pair that was judged.</summary>
    /// <param name="filter">The filter that rejected it. Null if it was kept.</param>
    public static void CountPair(string? filter) =>
        s_pairs.Add(1, new(Outcome, filter is null ? "kept" : "rejected"), new("filter", filter ?? "none"));

    /// <summary>Counts a step of a training.</summary>
    /// <param name="part">The part, for example <c>editor</c>, or <c>task</c> for a learned task.</param>
    public static void CountStep(string part) => s_steps.Add(1, new KeyValuePair<string, object?>("part", part));

    /// <summary>Measures one edit and its stages.</summary>
    public sealed class EditTimer : IDisposable
    {
        private readonly Activity? _activity = s_activities.StartActivity("edit");
        private long _start, _stage;
        private readonly CancellationToken _cancellation;
        private bool _completed;

        internal EditTimer(CancellationToken cancellation) =>
            (_cancellation, _start, _stage) = (cancellation, Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());

        /// <summary>Ends a stage, which began when the previous one ended.</summary>
        public void End(string stage)
        {
            var now = Stopwatch.GetTimestamp();
            s_stages.Record(Stopwatch.GetElapsedTime(_stage, now).TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
            _activity?.AddEvent(new(stage));
            _stage = now;
        }

        /// <summary>Ends the wait for a slot, which is not part of the edit's time.</summary>
        public void EndWait()
        {
            End("wait");
            _start = _stage;
        }

        /// <summary>Marks the edit as completed.</summary>
        public void Complete() => _completed = true;

        /// <summary>Records the edit.</summary>
        public void Dispose()
        {
            var outcome = _completed ? "completed" : _cancellation.IsCancellationRequested ? "cancelled" : "failed";
            s_edits.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, new KeyValuePair<string, object?>(Outcome, outcome));
            _activity?.SetStatus(outcome == "failed" ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
            _activity?.Dispose();
        }
    }
}
