using System.Globalization;
using System.Runtime.CompilerServices;

namespace EmuEdit.Core;

/// <summary>
/// Bounds the pixels of decoded images that a process holds. A codec reserves pixels from a file's
/// header, before it allocates any. They return to the budget when the image has been
/// garbage-collected, so the budget counts memory that is really in use. Thread-safe.
/// </summary>
/// <param name="pixels">Most pixels at a time. A single larger image is admitted when it is alone.</param>
public sealed class PixelBudget(long pixels)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50),
        BetweenCollections = TimeSpan.FromMilliseconds(250),
        RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly ConditionalWeakTable<Image, Lease> _held = [];
    private long _used, _nextCollection;

    /// <summary>How long a reservation waits for room; default 5 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Number of pixels that are reserved now.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Reserves the pixels of an image that is about to be decoded.</summary>
    /// <exception cref="BusyException">There was no room for the image within <see cref="Patience"/>.</exception>
    public Lease Reserve(int width, int height)
    {
        var wanted = (long)width * height;
        var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!TryTake(wanted))
        {
            Collect();
            if (TryTake(wanted))
                break;
            if (Environment.TickCount64 >= end)
                throw new BusyException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Pictures of {Used:N0} pixels are being worked on, of {pixels:N0} that may be"
                    ),
                    RetryAfter
                );
            // Room mostly appears at the next garbage collection, which signals nobody.
            Thread.Sleep(Pause);
        }
        return new(this, wanted);
    }

    private bool TryTake(long wanted)
    {
        lock (_lock)
        {
            if (_used > 0 && _used + wanted > pixels)
                return false;
            _used += wanted;
            return true;
        }
    }

    // A refused caller triggers a collection, so that unused images are found. The rate is limited,
    // however many callers wait.
    private void Collect()
    {
        var now = Environment.TickCount64;
        if (now < Interlocked.Read(ref _nextCollection))
            return;
        Interlocked.Exchange(ref _nextCollection, now + (long)BetweenCollections.TotalMilliseconds);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
    }

    private void GiveBack(long given)
    {
        lock (_lock)
            _used -= given;
    }

    /// <summary>A reservation. Dispose it when decoding fails; otherwise the image holds it.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly PixelBudget _budget;
        private long _pixels;

        internal Lease(PixelBudget budget, long pixels) => (_budget, _pixels) = (budget, pixels);

        /// <summary>Returns the pixels to the budget when the reservation was not disposed.</summary>
        ~Lease() => GiveBack();

        /// <summary>Keeps the reservation for as long as the image lives.</summary>
        /// <returns>The image.</returns>
        public Image HoldFor(Image picture)
        {
            _budget._held.Add(picture, this);
            return picture;
        }

        /// <summary>Returns the pixels to the budget.</summary>
        public void Dispose()
        {
            GiveBack();
            GC.SuppressFinalize(this);
        }

        private void GiveBack() => _budget.GiveBack(Interlocked.Exchange(ref _pixels, 0));
    }
}

/// <summary>Decoding with a codec whose budget may be used up.</summary>
public static class PatientDecoding
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Decodes like <see cref="IImageCodec.Decode"/>, but waits without limit until there is room.
    /// For work that was already accepted.
    /// </summary>
    public static async Task<Image> DecodePatientlyAsync(
        this IImageCodec codec,
        ReadOnlyMemory<byte> file,
        string name,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(codec);
        while (true)
            try
            {
                return codec.Decode(file, name);
            }
            catch (BusyException)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
    }
}
