using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace EmuEdit.TestKit;

/// <summary><c>emuedit serve</c> as a user starts it, on a free port; stopped at the end.</summary>
public sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Starts it and waits until it listens.</summary>
    public ServerProcess(params IEnumerable<string> arguments)
    {
        _process = CliProcess.Start(["serve", "--port", "0", .. arguments]);
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(_process.StandardError.ReadToEnd());
        Client = new HttpClient { BaseAddress = new Uri(line.Split(' ')[2]), Timeout = TimeSpan.FromMinutes(5) };
    }

    public HttpClient Client { get; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Age => _clock.Elapsed;

    /// <summary>Bytes of memory that it has now; Linux only.</summary>
    public long ResidentBytes => Status("VmRSS:");

    /// <summary>Most bytes of memory that it ever had; Linux only.</summary>
    public long PeakBytes => Status("VmHWM:");

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

    /// <summary>Edits each picture, at most <paramref name="clients"/> at once; fails when one is not edited.</summary>
    public Task EditAsync(IEnumerable<byte[]> pictures, int clients) =>
        Parallel.ForEachAsync(pictures, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (picture, cancellation) =>
        {
            using var form = Form(picture, ("instruction", "make it night"));
            using var answer = await Client.PostAsync("/api/edits", form, cancellation);
            answer.EnsureSuccessStatusCode();
        });

    /// <summary>Ends it as a power cut or the kernel would: at once, wherever it is.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Client.Dispose();
        CliProcess.Signal(_process, "TERM");
        _process.WaitForExit();
        _process.Dispose();
    }

    private long Status(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
