namespace EmuEdit.Orchestration;

/// <summary>What an activity knows about its call.</summary>
/// <param name="Name">The activity's name.</param>
/// <param name="InstanceId">The orchestration instance that called it.</param>
/// <param name="Stopping">
/// Set when the engine shuts down or the instance has ended; the activity should stop soon. After a shut-down it runs again, after the end of
/// its instance nobody reads its result.
/// </param>
public sealed record ActivityContext(string Name, string InstanceId, CancellationToken Stopping);
