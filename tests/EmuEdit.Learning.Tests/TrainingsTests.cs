using System.Collections.Concurrent;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning.Tests;

public class TrainingsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static TrainingPlan Plan(int minutes = 1) =>
        new("editor", new Dictionary<string, JsonElement> { ["minutes"] = JsonSerializer.SerializeToElement(minutes) });

    [Fact]
    public async Task Start_ATraining_GoesOnSliceAfterSliceToItsEnd()
    {
        await using var host = new LearningHost();
        var id = (await host.Trainings.StartAsync(Plan(), cancellationToken: Stop)).Id;
        var ended = await host.Trainings.WaitForEndAsync(id, Stop);
        Assert.Equal((DocumentState.Completed, FakeTrainer.Steps), (ended.State, (int)ended.Progress!.Step));
        Assert.Equal(
            "step\nstep\nstep\n",
            System.Text.Encoding.UTF8.GetString((await host.Trainings.FileAsync(id, "editor/checkpoint.txt", Stop))!.Value.Span)
        );
    }

    [Fact]
    public async Task Start_Again_IsTheSameAndWithAnotherPlanAConflict()
    {
        await using var host = new LearningHost();
        await host.Trainings.StartAsync(Plan(), "mine", Stop);
        // Whatever has become of its data meanwhile.
        host.Trainer.Refuses = true;
        Assert.Equal("mine", (await host.Trainings.StartAsync(Plan(), "mine", Stop)).Id);
        host.Trainer.Refuses = false;
        await Assert.ThrowsAsync<DocumentException>(() => host.Trainings.StartAsync(Plan(minutes: 2), "mine", Stop));
        Assert.Single(await host.Trainings.ListAsync(cancellationToken: Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Start_APlanThatCannotBe_IsRefused()
    {
        await using var host = new LearningHost();
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            host.Trainings.StartAsync(Plan() with { Part = "hands" }, cancellationToken: Stop)
        );
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Trainings.StartAsync(Plan(), "a/b", Stop));
        Assert.Empty(await host.Trainings.ListAsync(cancellationToken: Stop).ToListAsync(Stop));
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
        var id = (await host.Trainings.StartAsync(Plan(), cancellationToken: Stop)).Id;
        var ended = await host.Trainings.WaitForEndAsync(id, Stop);
        Assert.Equal((DocumentState.Completed, null), (ended.State, ended.Reason));
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
            Assert.True(SpinWait.SpinUntil(() => host.Slots.Waiting == 1, TimeSpan.FromMinutes(1)));
        };
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        await host.Tasks.WaitForEndAsync("brighten", Stop);
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
        await host.Trainings.StartAsync(Plan(), "mine", Stop);
        await reached.WaitAsync(Stop);
        Assert.Equal(DocumentState.Cancelled, (await host.Trainings.CancelAsync("mine", Stop)).State);
        Assert.Equal(DocumentState.Cancelled, (await host.Trainings.WaitForEndAsync("mine", Stop)).State);
        await Assert.ThrowsAsync<DocumentException>(() => host.Trainings.ResumeAsync("mine", Stop));
        await host.Trainings.DeleteAsync("mine", Stop);
        Assert.Empty(await host.Trainings.ListAsync(cancellationToken: Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Get_OrchestrationEndedFromOutside_RecordsTheFailureAndResumes()
    {
        await using var host = new LearningHost();
        using var reached = new SemaphoreSlim(0);
        host.Trainer.Before = (_, stop) =>
        {
            reached.Release();
            stop.WaitHandle.WaitOne();
        };
        await host.Trainings.StartAsync(Plan(), "mine", Stop);
        await reached.WaitAsync(Stop);
        var unfinished = new OrchestrationQuery { Statuses = [OrchestrationStatus.Running] };
        var instance = Assert.Single((await host.Client.QueryAsync(unfinished, Stop)).Instances);
        await host.Client.TerminateAsync(instance.InstanceId, "test", cancellationToken: Stop);
        var failed = await host.Trainings.WaitForEndAsync("mine", Stop);
        Assert.Equal((DocumentState.Failed, 1), (failed.State, failed.Run));
        host.Trainer.Before = (_, _) => { };
        await host.Trainings.ResumeAsync("mine", Stop);
        Assert.Equal(
            (DocumentState.Completed, 2),
            (await host.Trainings.WaitForEndAsync("mine", Stop)) is var t ? (t.State, t.Run) : default
        );
        await host.Trainings.DeleteAsync("mine", Stop);
        Assert.Empty((await host.Client.QueryAsync(new(), Stop)).Instances);
    }
}
