using System.Reflection;
using EmuEdit.Studio.Tests;
using EmuEdit.TestKit;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserFixture))]
// One page at a time: on two cores, two browsers wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EmuEdit.Studio.Tests;

/// <summary>Chromium, where there is one, and a server of models/tiny.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ServerProcess? _server;

    /// <summary>A copy of the bundle, which may be taught.</summary>
    public string Bundle { get; } = Path.Combine(TestFolders.New(), "tiny");

    /// <summary>A server that stories share.</summary>
    public ServerProcess Server => _server ??= new("--bundle", Bundle, "--learning-slice", "2");

    private static string[] Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    private static string? Program { get; } = Programs
        .SelectMany(program => Folders.Select(folder => Path.Combine(folder, program)))
        .FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Program is null)
            return;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", Metadata("Playwright"));
        CopyBundle(Path.Combine(Paths.Repository, "models", "tiny"));
        _playwright = await Playwright.CreateAsync();
        string[] options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = options });
    }

    /// <summary>Opens the Studio in a tab of its own.</summary>
    /// <param name="server">Its address.</param>
    /// <param name="width">Width of the window, pixels.</param>
    /// <param name="height">Its height.</param>
    internal async Task<StudioTab> Open(Uri server, int width = 1280, int height = 800)
    {
        var size = new ViewportSize { Width = width, Height = height };
        var options = new BrowserNewContextOptions { ViewportSize = size, ReducedMotion = ReducedMotion.Reduce, AcceptDownloads = true };
        return await StudioTab.Open(await _browser!.NewContextAsync(options), server);
    }

    /// <summary>Opens that of the shared server.</summary>
    internal Task<StudioTab> Open(int width = 1280, int height = 800)
    {
        SkipWithoutBrowser();
        return Open(Server.Client.BaseAddress!, width, height);
    }

    internal void SkipWithoutBrowser() =>
        Assert.SkipWhen(_browser is null, "No browser: chromium, chromium-browser or google-chrome on the PATH.");

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _server?.Dispose();
    }

    private static string Metadata(string key) =>
        typeof(BrowserFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private void CopyBundle(string shipped)
    {
        foreach (var file in Directory.GetFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Bundle, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
