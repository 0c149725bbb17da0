namespace EmuEdit.Orchestration;

/// <summary>Calls of activities that use stores or models, with retries.</summary>
public static class PatientCalls
{
    /// <summary>
    /// Runs an activity. Transient failures are retried until they pass (<see cref="RetryPolicy.WhileTransient"/>), and other failures are
    /// retried as <see cref="RetryPolicy.ThreeTimes"/> says.
    /// </summary>
    /// <param name="context">The orchestrator's context.</param>
    /// <param name="activity">The activity's name.</param>
    /// <param name="input">The activity's input.</param>
    /// <exception cref="TaskFailedException">The input is not valid, or the activity failed three times.</exception>
    public static async Task<TOut> CallActivityPatientlyAsync<TIn, TOut>(
        this OrchestrationContext context,
        TaskName<TIn, TOut> activity,
        TIn input
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        for (var attempt = 1; ; attempt++)
            try
            {
                return await context.CallActivityAsync(activity, input, RetryPolicy.WhileTransient);
            }
            catch (TaskFailedException e) when (attempt < RetryPolicy.ThreeTimes.MaxAttempts && RetryPolicy.ThreeTimes.Handle(e.Failure))
            {
                await context.CreateTimerAsync(RetryPolicy.ThreeTimes.IntervalAfter(attempt));
            }
    }
}
