using System.Collections.Concurrent;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Learning.Tests;

public class TrainingsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static TrainingPlan Plan(int minutes = 1) => new("editor", new Dictionary<string, JsonElement> { ["minutes"] = JsonSerializer.SerializeToElement(minutes) });

    [Fact]
    public async Task Start_ATraining_GoesOnSliceAfterSliceToItsEnd()
    {
        await using var host = new LearningHost();
        var id = (await host.Trainings.Start(Plan(), cancellation: Stop)).Id;
        var ended = await host.Trainings.WaitForEnd(id, Stop);
        Assert.Equal((JobState.Completed, FakeTrainer.Steps), (ended.State, (int)ended.Progress!.Step));
        Assert.Equal("step\nstep\nstep\n", System.Text.Encoding.UTF8.GetString((await host.Trainings.File(id, "editor/checkpoint.txt", Stop))!.Value.Span));
    }

    [Fact]
    public async Task Start_Again_IsTheSameAndWithAnotherPlanAConflict()
    {
        await using var host = new LearningHost();
        await host.Trainings.Start(Plan(), "mine", Stop);
        // Whatever has become of its data meanwhile.
        host.Trainer.Refuses = true;
        Assert.Equal("mine", (await host.Trainings.Start(Plan(), "mine", Stop)).Id);
        host.Trainer.Refuses = false;
        await Assert.ThrowsAsync<JobException>(() => host.Trainings.Start(Plan(minutes: 2), "mine", Stop));
        Assert.Single(await host.Trainings.List(cancellation: Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Start_APlanThatCannotBe_IsRefused()
    {
        await using var host = new LearningHost();
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Trainings.Start(Plan() with { Part = "hands" }, cancellation: Stop));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Trainings.Start(Plan(), "a/b", Stop));
        Assert.Empty(await host.Trainings.List(cancellation: Stop).ToListAsync(Stop));
    }

    // Once more than any other failure is tried.
    [Fact]
    public async Task Slice_StoreOutOfReachForAWhile_IsWaitedOut()
    {
        await using var host = new LearningHost();
        var failures = 0;
        host.Trainer.Before = (_, _) =>
        {
            if (++failures <= 3)
                throw new BlobStoreException("out of reach");
        };
        var id = (await host.Trainings.Start(Plan(), cancellation: Stop)).Id;
        var ended = await host.Trainings.WaitForEnd(id, Stop);
        Assert.Equal((JobState.Completed, null), (ended.State, ended.Reason));
    }

    [Fact]
    public async Task Slice_WhileAnEditWaits_LetsItGoFirst()
    {
        await using var host = new LearningHost();
        var order = new ConcurrentQueue<string>();
        Task? edit = null;
        host.Inverter.Before = (step, _) =>
        {
            order.Enqueue($"step {step}");
            if (step > 0)
                return;
            edit = Task.Run(() =>
            {
                using var slot = host.Slots.Enter(ComputePriority.Interactive, Stop);
                order.Enqueue("edit");
            }, Stop);
            Assert.True(SpinWait.SpinUntil(() => host.Slots.WaitingEdits == 1, TimeSpan.FromMinutes(1)));
        };
        await host.Tasks.Start(LearningHost.Request(), Stop);
        await host.Tasks.WaitForEnd("brighten", Stop);
        await edit!;
        Assert.Equal(["step 0", "edit", "step 1", "step 2", "step 3"], order);
    }

    [Fact]
    public async Task Cancel_EndsIt()
    {
        await using var host = new LearningHost();
        using var reached = new SemaphoreSlim(0);
        host.Trainer.Before = (_, stop) =>
        {
            reached.Release();
            stop.WaitHandle.WaitOne();
        };
        await host.Trainings.Start(Plan(), "mine", Stop);
        await reached.WaitAsync(Stop);
        Assert.Equal(JobState.Cancelled, (await host.Trainings.Cancel("mine", Stop)).State);
        Assert.Equal(JobState.Cancelled, (await host.Trainings.WaitForEnd("mine", Stop)).State);
        await Assert.ThrowsAsync<JobException>(() => host.Trainings.Resume("mine", Stop));
        await host.Trainings.Delete("mine", Stop);
        Assert.Empty(await host.Trainings.List(cancellation: Stop).ToListAsync(Stop));
    }
}
