using System.Diagnostics;
using System.Net;
using EmuEdit.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Http.Tests;

/// <summary>A page on a port of its own, opened in Chromium, which reports what it could do.</summary>
internal sealed class Browser : IAsyncDisposable
{
    // Both lead here; a browser takes the one for the server's site and the other for a foreign one.
    public const string SameSite = "127.0.0.1", CrossSite = "evil.example";

    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private readonly TaskCompletionSource<string> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _pages;

    public Browser(Func<Browser, string> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _pages = builder.Build();
        _pages.MapGet("/", () => Results.Content($"<!doctype html><meta charset=utf-8><body><script>{script(this)}</script>", "text/html"));
        _pages.MapPost("/report", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _report.TrySetResult(await reader.ReadToEndAsync(context.RequestAborted));
        });
    }

    public static string? Program { get; } =
        Programs
            .SelectMany(p =>
                (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, p))
            )
            .FirstOrDefault(File.Exists);

    public int Port => new Uri(_pages.Urls.Single()).Port;

    public Task Serve(CancellationToken cancellation) => _pages.StartAsync(cancellation);

    /// <summary>Opens the page under one of its names.</summary>
    /// <returns>What it reported.</returns>
    public Task<string> Open(string name, CancellationToken cancellation) => Open($"http://{name}:{Port}/", _report.Task, cancellation);

    /// <summary>The document that an address leads to.</summary>
    public static async Task<string> Read(string address, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        using var browser = Start(folder, "--dump-dom", address);
        return await browser.StandardOutput.ReadToEndAsync(cancellation).Ends();
    }

    private static async Task<string> Open(string address, Task<string> report, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        using var browser = Start(folder, "--remote-debugging-port=0", address);
        try
        {
            return await report.WaitAsync(cancellation).Ends();
        }
        finally
        {
            browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Process Start(TemporaryFolder profile, params string[] arguments)
    {
        string[] all =
        [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-dev-shm-usage",
            $"--user-data-dir={profile.Path}",
            $"--host-resolver-rules=MAP {CrossSite} 127.0.0.1",
            .. arguments,
        ];
        return Process.Start(new ProcessStartInfo(Program!, all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();
}
