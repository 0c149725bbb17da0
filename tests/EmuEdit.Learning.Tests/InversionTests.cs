using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Learning.Tests;

public class InversionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ATask_IsLearnedAndKnownToTheBundle()
    {
        await using var host = new LearningHost();
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        var task = await host.Tasks.WaitForEndAsync("brighten", Stop);
        Assert.Equal((DocumentState.Completed, 2, 1.0), (task.Job!.State, task.Learned!.Examples, task.Job.Progress!.Share));
        Assert.Contains("brighten", host.Bundle.Tasks);
        Assert.Equal(51 / 127.5f, host.Bundle.TaskEmbeddings!["brighten"][0], 1e-6f);
        Assert.Equal(["make the left bright", "brighten"], task.Learned.Phrases);
        Assert.Equal([1, 2, 3], (await host.Tasks.ImageAsync("brighten", "samples.png", Stop))!.Value.ToArray());
    }

    [Theory]
    [InlineData(0.5, false, DocumentState.Failed)]
    [InlineData(0.6, false, DocumentState.Failed)]
    [InlineData(0.6, true, DocumentState.Completed)]
    [InlineData(0.4, false, DocumentState.Completed)]
    public async Task Task_ThatLearnedNothing_IsAddedOnlyByForce(double errorAfter, bool force, DocumentState expected)
    {
        await using var host = new LearningHost();
        host.Inverter.ErrorAfter = errorAfter;
        await host.Tasks.StartAsync(LearningHost.Request() with { Force = force }, Stop);
        var job = (await host.Tasks.WaitForEndAsync("brighten", Stop)).Job!;
        Assert.Equal(expected, job.State);
        Assert.Equal(expected == DocumentState.Completed, host.Bundle.Tasks.Contains("brighten"));
        if (expected == DocumentState.Failed)
            Assert.Contains("nothing was learned for 'brighten'", job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_StoppedInTheMiddle_GoesOnWhereTheLastSliceEnded()
    {
        await using var host = new LearningHost();
        using var reached = new SemaphoreSlim(0);
        host.Inverter.Before = (step, stop) =>
        {
            if (step != 2)
                return;
            reached.Release();
            stop.WaitHandle.WaitOne();
        };
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        await reached.WaitAsync(Stop);
        host.Inverter.Before = (step, _) => Assert.True(step >= 2);
        await host.Restart();
        Assert.Equal(DocumentState.Completed, (await host.Tasks.WaitForEndAsync("brighten", Stop)).Job!.State);
    }

    [Fact]
    public async Task Progress_IsSeenBeforeTheFirstSliceEnds()
    {
        await using var host = new LearningHost();
        using var go = new SemaphoreSlim(0);
        host.Inverter.Before = (step, stop) =>
        {
            if (step == 2)
                go.Wait(stop);
        };
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        await Patience.Last(() => host.Tasks.GetAsync("brighten", Stop), task => task.Job!.Progress is { Step: 2 }, Stop);
        Assert.Equal(1, host.Inverter.Calls);
        go.Release();
        Assert.Equal(4, (await host.Tasks.WaitForEndAsync("brighten", Stop)).Job!.Progress!.Step);
    }

    [Fact]
    public async Task Pause_AndResume_DoWhatTheySay()
    {
        await using var host = new LearningHost();
        host.Inverter.OneStepACall = true;
        using var first = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        host.Inverter.Before = (step, stop) =>
        {
            if (step == 0)
            {
                first.Release();
                go.Wait(stop);
            }
        };
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        await first.WaitAsync(Stop);
        Assert.Equal(DocumentState.Paused, (await host.Tasks.PauseAsync("brighten", Stop)).Job!.State);
        go.Release();
        await Task.Delay(200, Stop);
        Assert.Equal(1, host.Inverter.Calls);
        // Also across a restart.
        await host.Restart();
        await Task.Delay(200, Stop);
        Assert.Equal((1, DocumentState.Paused), (host.Inverter.Calls, (await host.Tasks.GetAsync("brighten", Stop)).Job!.State));
        await host.Tasks.ResumeAsync("brighten", Stop);
        Assert.Equal(DocumentState.Completed, (await host.Tasks.WaitForEndAsync("brighten", Stop)).Job!.State);
        Assert.Equal(FakeInverter.Steps, host.Inverter.Calls);
    }

    [Fact]
    public async Task Failure_IsToldAndResumed()
    {
        await using var host = new LearningHost();
        host.Inverter.Before = (_, _) => throw new InvalidInputException("weights of straw", "others");
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        var failed = (await host.Tasks.WaitForEndAsync("brighten", Stop)).Job!;
        Assert.Equal(DocumentState.Failed, failed.State);
        Assert.Contains("weights of straw", failed.Reason);
        Assert.Equal(1, host.Inverter.Calls);
        Assert.Contains(await host.Tasks.ListAsync(Stop), t => t.Name == "brighten" && t.Job!.State == DocumentState.Failed);
        host.Inverter.Before = (_, _) => { };
        await host.Tasks.ResumeAsync("brighten", Stop);
        Assert.Equal(DocumentState.Completed, (await host.Tasks.WaitForEndAsync("brighten", Stop)).Job!.State);
    }

    [Fact]
    public async Task Fault_IsTriedThreeTimes()
    {
        await using var host = new LearningHost();
        host.Inverter.Before = (_, _) => throw new InvalidOperationException("a hiccup");
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        Assert.Contains("a hiccup", (await host.Tasks.WaitForEndAsync("brighten", Stop)).Job!.Reason);
        Assert.Equal(3, host.Inverter.Calls);
    }

    [Fact]
    public async Task Start_ATakenName_IsAConflict()
    {
        await using var host = new LearningHost();
        using var go = new SemaphoreSlim(0);
        host.Inverter.Before = (step, stop) =>
        {
            if (step == 0)
                go.Wait(stop);
        };
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        Assert.Contains(
            "being learned already",
            (await Assert.ThrowsAsync<DocumentException>(() => host.Tasks.StartAsync(LearningHost.Request(), Stop))).Message
        );
        go.Release();
        await host.Tasks.WaitForEndAsync("brighten", Stop);
        Assert.Contains(
            "already",
            (await Assert.ThrowsAsync<DocumentException>(() => host.Tasks.StartAsync(LearningHost.Request(), Stop))).Message
        );
        Assert.Contains(
            "taken",
            (await Assert.ThrowsAsync<InvalidInputException>(() => host.Tasks.StartAsync(LearningHost.Request("color"), Stop))).Message
        );
        go.Release();
        await host.Tasks.StartAsync(LearningHost.Request(pairs: 5) with { Replace = true }, Stop);
        Assert.Equal(5, (await host.Tasks.WaitForEndAsync("brighten", Stop)).Learned!.Examples);
    }

    [Fact]
    public async Task Start_SeveralAtOnce_AllAreLearned()
    {
        await using var host = new LearningHost();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => host.Tasks.StartAsync(LearningHost.Request($"task-{i}"), Stop)));
        for (var i = 0; i < 5; i++)
            await host.Tasks.WaitForEndAsync($"task-{i}", Stop);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"task-{i}"), host.Bundle.TaskEmbeddings!.Learned.Keys.Order());
    }

    [Fact]
    public async Task Delete_WhileItLearns_StopsItAndForgetsIt()
    {
        await using var host = new LearningHost();
        using var reached = new SemaphoreSlim(0);
        host.Inverter.Before = (_, stop) =>
        {
            reached.Release();
            stop.WaitHandle.WaitOne();
        };
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        await reached.WaitAsync(Stop);
        await host.Tasks.DeleteAsync("brighten", Stop);
        await Assert.ThrowsAsync<DocumentException>(() => host.Tasks.GetAsync("brighten", Stop));
        Assert.DoesNotContain("brighten", host.Bundle.Tasks);
        // The name is free again.
        host.Inverter.Before = (_, _) => { };
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        Assert.Equal(DocumentState.Completed, (await host.Tasks.WaitForEndAsync("brighten", Stop)).Job!.State);
    }

    [Fact]
    public async Task Rename_ExportImportDelete_OfALearnedTask()
    {
        await using var host = new LearningHost();
        await host.Tasks.StartAsync(LearningHost.Request(), Stop);
        await host.Tasks.WaitForEndAsync("brighten", Stop);
        await host.Tasks.RenameAsync("brighten", "lighten", Stop);
        Assert.Equal(["lighten"], host.Bundle.TaskEmbeddings!.Learned.Keys);
        var file = await host.Tasks.ExportAsync("lighten", Stop);
        await host.Tasks.DeleteAsync("lighten", Stop);
        Assert.Empty(host.Bundle.TaskEmbeddings.Learned);
        Assert.Equal("again", (await host.Tasks.ImportAsync(file, "again", replace: false, cancellationToken: Stop)).Name);
        Assert.Contains("again", host.Bundle.Tasks);
        await Assert.ThrowsAsync<DocumentException>(() => host.Tasks.ExportAsync("color", Stop));
        await Assert.ThrowsAsync<DocumentException>(() => host.Tasks.RenameAsync("none", "x", Stop));
        Assert.Contains(
            "trained with",
            (await Assert.ThrowsAsync<InvalidInputException>(() => host.Tasks.DeleteAsync("color", Stop))).Message
        );
    }
}
