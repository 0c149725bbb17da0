using System.Diagnostics;
using System.Net.Http.Headers;

namespace EmuEdit.Cli.Tests;

/// <summary>A server of the toy bundle on a free port.</summary>
public sealed class ServerFixture : IDisposable
{
    private readonly Process _process;

    public ServerFixture()
    {
        var clock = Stopwatch.StartNew();
        _process = CliProcess.Start("serve", "--port", "0", "--bundle", Files.Bundle, "--concurrency", "1");
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(_process.StandardError.ReadToEnd());
        StartTime = clock.Elapsed;
        Client = new HttpClient { BaseAddress = new Uri(line.Split(' ')[2]) };
    }

    public EditFixture Files { get; } = new();

    public HttpClient Client { get; }

    public TimeSpan StartTime { get; }

    /// <summary>A form as a browser sends it.</summary>
    public static MultipartFormDataContent Form(byte[]? picture, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        if (picture is not null)
            form.Add(new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "image", "a.png");
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }

    public void Dispose()
    {
        Client.Dispose();
        CliProcess.Signal(_process, "TERM");
        _process.WaitForExit();
        _process.Dispose();
        Files.Dispose();
    }
}
