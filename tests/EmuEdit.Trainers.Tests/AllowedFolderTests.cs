using System.Diagnostics;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Trainers.Tests;

public sealed class AllowedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AllowedFolder _allowed;
    private readonly string _root;

    public AllowedFolderTests()
    {
        Directory.CreateDirectory(_folder["open/shards"]);
        Directory.CreateDirectory(_folder["closed"]);
        foreach (var file in new[] { "open/a.tar", "open/shards/b.tar", "closed/secret.tar" })
            File.WriteAllText(_folder[file], "x");
        _allowed = new(_folder["open"]);
        // The folder for temporary files may itself be behind a link.
        _root = _allowed.Resolve("data", ".");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.tar", "a.tar")]
    [InlineData("shards", "shards")]
    [InlineData("shards/../a.tar", "a.tar")]
    [InlineData("./shards/./b.tar", "shards/b.tar")]
    public void Resolve_WhatIsInIt_IsItsPath(string path, string leadsTo)
    {
        Assert.Equal(Path.Combine(_root, leadsTo), _allowed.Resolve("data", path));
        Assert.Equal(Path.Combine(_root, leadsTo), _allowed.Resolve("data", Path.Combine(_folder["open"], path)));
    }

    [Fact]
    public void Resolve_LinksWithinIt_AreFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links want rights there");
        File.CreateSymbolicLink(_folder["open/link.tar"], "shards/b.tar");
        Directory.CreateSymbolicLink(_folder["open/again"], _folder["open/shards"]);
        Assert.Equal(Path.Combine(_root, "shards/b.tar"), _allowed.Resolve("data", "link.tar"));
        Assert.Equal(Path.Combine(_root, "shards/b.tar"), _allowed.Resolve("data", "again/b.tar"));
    }

    // Nothing tells which of these are there.
    [Fact]
    public void Resolve_AnythingElse_IsRefusedWithOneAnswer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes links and pipes");
        File.CreateSymbolicLink(_folder["open/out.tar"], "../closed/secret.tar");
        Directory.CreateSymbolicLink(_folder["open/way"], _folder["closed"]);
        File.CreateSymbolicLink(_folder["open/round"], "round");
        Pipe("open/pipe.tar");
        Directory.CreateDirectory(_folder["open/mixed"]);
        Pipe("open/mixed/pipe.tar");
        Directory.CreateDirectory(_folder["open/leading"]);
        File.CreateSymbolicLink(_folder["open/leading/secret.tar"], _folder["closed/secret.tar"]);
        string[] refused =
        [
            "none.tar",
            "../closed/secret.tar",
            "../closed",
            "..",
            "/",
            "/etc/passwd",
            "/root/none",
            "/dev/zero",
            "out.tar",
            "way/secret.tar",
            "way",
            "round",
            "pipe.tar",
            "mixed",
            "leading",
            "",
            "a.tar/x",
            "~",
            "nul\0",
        ];
        var answers = refused.Select(path =>
            Assert
                .Throws<InvalidInputException>(() => Resolved(path))
                .Message.Replace($"'{OneLine.Of(path)}'", "it", StringComparison.Ordinal)
        );
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public void Constructor_AFolderThatIsNotThere_IsRefused() =>
        Assert.Contains("--allow-paths", Assert.Throws<InvalidInputException>(() => new AllowedFolder(_folder["none"])).Message);

    private string Resolved(string path) => _allowed.Resolve("data", path);

    private void Pipe(string name)
    {
        using var made = Process.Start("mkfifo", _folder[name]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
