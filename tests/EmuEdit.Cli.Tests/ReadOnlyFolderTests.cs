using System.Net;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>Data folders that the kernel keeps from being written; an administrator's rights do not help against that.</summary>
public sealed class ReadOnlyFolderTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    [Theory]
    [InlineData("edit", "")]
    [InlineData("edit", "new")]
    [InlineData("serve", "")]
    [InlineData("serve", "new")]
    public async Task Start_ReadOnlyDataFolder_IsOneLine(string command, string below)
    {
        var data = fixture.NewOutput();
        Assert.Equal(0, (await CliProcess.RunAsync(Edit(data))).Code);
        using (var mount = Mount.ReadOnly(data))
        {
            Assert.SkipUnless(mount.WhyNot is null, mount.WhyNot ?? "");
            var folder = Path.Combine(data, below);
            var result = await CliProcess.RunAsync(
                command == "edit" ? Edit(folder) : ["serve", "--port", "0", "--bundle", fixture.Bundle, "--data-folder", folder]
            );
            Assert.InRange(result.Code, 1, 2);
            Assert.Contains("Read-only file system", result.Error, StringComparison.Ordinal);
            Assert.Contains(folder, result.Error, StringComparison.Ordinal);
            Assert.Single(result.Error.Trim().Split('\n'));
            Assert.Equal("", result.Output);
            // What is there can be seen.
            Assert.Single((await CliProcess.RunAsync("sessions", "list", "--data-folder", data)).Output.Trim().Split('\n'));
        }
        Assert.Equal(0, (await CliProcess.RunAsync(Edit(data))).Code);
    }

    [Fact]
    public async Task Serve_StoreTurnsReadOnly_RefusesForNowAndLosesNothing()
    {
        var data = fixture.NewOutput();
        using var server = new ServerProcess("--bundle", fixture.Bundle, "--data-folder", data);
        var (idle, busy) = (await SessionClient.Create(server, fixture), await SessionClient.Create(server, fixture));
        var made = await idle.Add();
        var picture = await idle.Picture(made);
        var running = await busy.Add(steps: 1000);
        using (var mount = Mount.ReadOnly(Path.Combine(data, "blobs")))
        {
            Assert.SkipUnless(mount.WhyNot is null, mount.WhyNot ?? "");
            using var form = ServerProcess.Form(File.ReadAllBytes(fixture.Picture));
            foreach (
                var answer in new[]
                {
                    await idle.Ask(),
                    await idle.Undo(),
                    await server.Client.PostAsync("/api/sessions", form, TestContext.Current.CancellationToken),
                }
            )
                Assert.Equal(
                    (HttpStatusCode.ServiceUnavailable, "application/problem+json"),
                    (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType)
                );
            Assert.Equal(picture, await idle.Picture(made));
        }
        Assert.NotEmpty(await busy.Picture(running));
        Assert.Equal(1, await idle.Current());
        Assert.NotEmpty(await idle.Picture(await idle.Add()));
    }

    [Fact]
    public async Task Serve_JournalAloneTurnsReadOnly_RefusesAndGoesOnAfterRepair()
    {
        using var disk = new Disk();
        Assert.SkipUnless(disk.WhyNot is null, disk.WhyNot ?? "");
        var data = fixture.NewOutput();
        Directory.CreateDirectory(data);
        Directory.CreateSymbolicLink(Path.Combine(data, "journal"), disk.Folder);
        string path, made;
        using (var server = new ServerProcess("--bundle", fixture.Bundle, "--data-folder", data))
        {
            var session = await SessionClient.Create(server, fixture);
            (path, made) = (session.Path, await session.Add());
            var picture = await session.Picture(made);
            disk.Fail();
            foreach (var answer in new[] { await session.Ask(), await session.Ask() })
                Assert.Equal(
                    (HttpStatusCode.ServiceUnavailable, "application/problem+json"),
                    (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType)
                );
            Assert.Equal(picture, await session.Picture(made));
        }
        disk.Repair();
        using (var server = new ServerProcess("--bundle", fixture.Bundle, "--data-folder", data))
        {
            var session = new SessionClient(server.Client, path);
            Assert.Equal(1, await session.Current());
            // What was refused was not done.
            var next = await session.Add();
            Assert.EndsWith("/turns/2", next, StringComparison.Ordinal);
            Assert.NotEmpty(await session.Picture(next));
        }
    }

    private string[] Edit(string data) =>
        [
            "edit",
            fixture.Picture,
            "red",
            "-o",
            Path.Combine(fixture.NewOutput(), "out.png"),
            "--bundle",
            fixture.Bundle,
            "--data-folder",
            data,
        ];
}
