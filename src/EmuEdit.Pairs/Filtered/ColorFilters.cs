using System.Text.RegularExpressions;
using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>The filters that instructions of the task color ask for.</summary>
internal static class ColorFilters
{
    private const string Less = "decreas|reduc|lower|less|weak|tone down|pale|faded";

    // The first match wins: "less contrast" comes before "contrast".
    private static readonly (Regex Words, Func<Image, Image> Filter)[] Filters =
    [
        Filter("black and white|grey|gray|monochrom|(remove|without|no) (all |any )?colou?r", image => ImageFilters.Saturate(image, 0)),
        Filter("invert|negative", image => ImageFilters.Gain(image, -1, 0.5f)),
        Filter("hue|shift all colou?rs|warmer|cooler", ImageFilters.RotateHue),
        Filter("blur|soft|out of focus", ImageFilters.Blur),
        Filter("sharp|crisp", ImageFilters.Sharpen),
        Filter($"({Less}).*contrast", image => ImageFilters.Gain(image, 0.45f, 0.4f)),
        Filter("contrast", image => ImageFilters.Gain(image, 1.7f, 0.4f)),
        Filter($"({Less}).*(saturat|colou?r)", image => ImageFilters.Saturate(image, 0.4f)),
        Filter("saturat|vivid|(strong|boost|intens).*colou?r|colou?r.*(strong|intens)", image => ImageFilters.Saturate(image, 2)),
        Filter($"({Less}).*bright|darken|darker|dim", image => ImageFilters.Gain(image, 0.55f, 0)),
        Filter("bright|light", image => ImageFilters.Gain(image, 1.5f, 0)),
    ];

    /// <summary>Returns the filter that an instruction names; null if it names none.</summary>
    public static Func<Image, Image>? Of(string instruction) => Filters.FirstOrDefault(f => f.Words.IsMatch(instruction)).Filter;

    private static (Regex, Func<Image, Image>) Filter(string words, Func<Image, Image> filter) =>
        (new Regex($@"\b({words})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), filter);
}
