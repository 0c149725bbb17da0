using System.Diagnostics;

namespace EmuEdit.TestKit;

/// <summary>
/// A file system mounted for a test, which takes an administrator of a Linux machine; unmounted at
/// the end.
/// </summary>
public sealed class Mount : IDisposable
{
    private const int MaxTries = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _folder;

    private Mount(string folder, params string[] arguments)
    {
        _folder = folder;
        WhyNot = Try("mount", [.. arguments, folder]);
    }

    /// <summary>Why there is none; null where there is one.</summary>
    public string? WhyNot { get; private set; }

    /// <summary>Makes a folder read-only: what is opened from now on cannot be written.</summary>
    public static Mount ReadOnly(string folder)
    {
        var mount = new Mount(folder, "--bind", folder);
        // Whoever writes at this moment keeps it writable.
        for (var tries = 0; mount.WhyNot is null && Try("mount", "-o", "remount,bind,ro", folder) is { } problem; tries++)
            if (tries == MaxTries)
                mount.WhyNot = problem;
            else
                Thread.Sleep(Pause);
        return mount;
    }

    /// <summary>A file system in memory, of so many bytes.</summary>
    public static Mount Memory(string folder, int bytes) => new(folder, "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs");

    /// <summary>
    /// The ext4 file system in a file, read-only once it fails. By itself it writes only every ten
    /// minutes: until then the file has what was flushed.
    /// </summary>
    public static Mount Image(string image, string folder)
    {
        Directory.CreateDirectory(folder);
        return new(folder, "-t", "ext4", "-o", "loop,commit=600,errors=remount-ro", image);
    }

    /// <summary>Has the file system fail, as it does when its disk does.</summary>
    public void Fail()
    {
        if (
            Try("sh", "-c", $"echo test > /sys/fs/ext4/$(basename $(findmnt --noheadings --output SOURCE '{_folder}'))/trigger_fs_error") is
            { } problem
        )
            throw new IOException(problem);
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            Try("umount", ["--lazy", _folder]);
    }

    /// <summary>Runs a program.</summary>
    /// <returns>Why it failed; null if it did not.</returns>
    internal static string? Try(string program, params IEnumerable<string> arguments)
    {
        if (!OperatingSystem.IsLinux())
            return "needs Linux";
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "\"$@\" 2>&1", "sh", program, .. arguments]) { RedirectStandardOutput = true }
        )!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{program}: {said.Trim()}";
    }
}

/// <summary>A disk that can fail, and whose power can be cut; Linux administrators only.</summary>
public sealed class Disk : IDisposable
{
    private const int Size = 32 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly List<Mount> _mounts = [];

    public Disk()
    {
        using (var image = File.Create(_folder["disk"]))
            image.SetLength(Size);
        WhyNot = Mount.Try("mkfs.ext4", ["-q", _folder["disk"]]) ?? Attach("disk");
    }

    /// <summary>Why there is none; null where there is one.</summary>
    public string? WhyNot { get; }

    public string Folder => _folder["disk.mounted"];

    /// <summary>The disk fails: from now on it can only be read, and what was not flushed is lost.</summary>
    public void Fail() => _mounts[0].Fail();

    /// <summary>The disk as it is after a repair, in the same place. Nobody may use it.</summary>
    public void Repair()
    {
        _mounts[0].Dispose();
        // It ends with 1 when there was something to repair.
        Mount.Try("fsck.ext4", "-fy", _folder["disk"]);
        if (Attach("disk") is { } problem)
            throw new IOException(problem);
    }

    /// <summary>
    /// What a power cut at this moment would leave: all that was flushed to the disk, and nothing
    /// that was not.
    /// </summary>
    /// <returns>A folder that has it.</returns>
    public string CutPower()
    {
        var name = $"cut{_mounts.Count}";
        File.Copy(_folder["disk"], _folder[name]);
        return Attach(name) is { } problem ? throw new IOException(problem) : _folder[name + ".mounted"];
    }

    public void Dispose()
    {
        _mounts.ForEach(m => m.Dispose());
        _folder.Dispose();
    }

    private string? Attach(string image)
    {
        var mount = Mount.Image(_folder[image], _folder[image + ".mounted"]);
        _mounts.Add(mount);
        return mount.WhyNot;
    }
}
