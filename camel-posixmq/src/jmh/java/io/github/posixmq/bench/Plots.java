package io.github.posixmq.bench;

import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;

/** Draws bars of medians, on an opaque ground so that a page may be light or dark. Stateless. */
final class Plots {
    private static final int WIDTH = 900;
    private static final int BAR_HEIGHT = 26;
    private static final int FRAME_HEIGHT = 110;
    private static final double ROOM_FOR_NUMBERS = 0.12;
    private static final Color GROUND = new Color(0xF4F4F0);
    private static final Color BAR = new Color(0x2F6F9F);

    private Plots() {}

    static void write(Path file, Figures figures, String section, String metric) throws IOException {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        List<String> contenders = figures.contenders(section);
        for (String contender : contenders) {
            Series series = figures.get(section, contender, metric);
            if (!series.isEmpty()) {
                data.addValue(series.median(), metric, contender);
            }
        }
        JFreeChart chart = ChartFactory.createBarChart(
                section, null, metric + ", median", data, PlotOrientation.HORIZONTAL, false, false, false);
        chart.setBackgroundPaint(GROUND);
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
        plot.getDomainAxis().setCategoryLabelPositions(CategoryLabelPositions.STANDARD);
        BarRenderer bars = (BarRenderer) plot.getRenderer();
        bars.setBarPainter(new StandardBarPainter());
        bars.setSeriesPaint(0, BAR);
        bars.setShadowVisible(false);
        bars.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator(
                "{2}", new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        bars.setDefaultItemLabelsVisible(true);
        plot.getRangeAxis().setUpperMargin(ROOM_FOR_NUMBERS);
        chart.setPadding(new RectangleInsets(0, 0, 0, WIDTH / 30.0));
        int height = FRAME_HEIGHT + BAR_HEIGHT * contenders.size();
        SVGGraphics2D svg = new SVGGraphics2D(WIDTH, height);
        chart.draw(svg, new Rectangle(WIDTH, height));
        Files.writeString(file, svg.getSVGElement());
    }
}
