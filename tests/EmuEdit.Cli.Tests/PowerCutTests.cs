using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>A disk of its own, and copies of it as they would be found after a power cut: what was not flushed is not in them.</summary>
public sealed class PowerCutTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    [Fact]
    public async Task Serve_PowerCutAfterAnAnswer_KeepsWhatItAnswered()
    {
        using var disk = new Disk();
        Assert.SkipUnless(disk.WhyNot is null, disk.WhyNot ?? "");
        string path, turn, made, accepted, completed, undone;
        byte[] picture;
        using (var server = Start(disk.Folder))
        {
            var session = await SessionClient.Create(server, fixture);
            made = disk.CutPower();
            turn = await session.Add();
            accepted = disk.CutPower();
            picture = await session.Picture(turn);
            completed = disk.CutPower();
            using (var answer = await session.Undo())
                answer.EnsureSuccessStatusCode();
            undone = disk.CutPower();
            path = session.Path;
        }
        await After(made, async session => Assert.Equal(turn, await session.Add()));
        await After(accepted, async session => Assert.Equal(picture, await session.Picture(turn)));
        await After(completed, async session =>
        {
            Assert.Equal("completed", await session.Status(turn));
            Assert.Equal(picture, await session.Picture(turn));
        });
        await After(undone, async session => Assert.Equal(0, await session.Current()));

        async Task After(string folder, Func<SessionClient, Task> check)
        {
            using var server = Start(folder);
            await check(new(server.Client, path));
        }
    }

    private ServerProcess Start(string disk) => new("--bundle", fixture.Bundle, "--data-folder", Path.Combine(disk, "data"));
}
